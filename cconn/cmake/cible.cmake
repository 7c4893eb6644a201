# Propriétés de la cible cconn : ce qu'elle exige, ce qu'elle lie, comment elle se construit.
# SPDX-License-Identifier: MIT
target_compile_features(cconn PUBLIC cxx_std_20)
target_compile_definitions(cconn PUBLIC MSGPACK_NO_BOOST)
if(NOT BUILD_SHARED_LIBS)
  target_compile_definitions(cconn PUBLIC CCONN_STATIC_DEFINE)
endif()
target_link_libraries(
  cconn
  PUBLIC msgpack_cxx::msgpack_cxx
  PRIVATE Poco::Net re2::re2 Threads::Threads
)

set_target_properties(
  cconn
  PROPERTIES CXX_VISIBILITY_PRESET hidden
             VISIBILITY_INLINES_HIDDEN ON
             POSITION_INDEPENDENT_CODE ON
             VERSION ${cconn_VERSION}
             SOVERSION ${cconn_VERSION_MAJOR}.${cconn_VERSION_MINOR}
             VERIFY_INTERFACE_HEADER_SETS ON
)
cconn_regler(cconn)
target_compile_options(cconn PRIVATE "$<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wglobal-constructors>")
