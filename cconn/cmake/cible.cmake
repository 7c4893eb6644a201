# La cible cconn : ses fichiers, ce qu'elle exige, ce qu'elle lie, comment elle se construit.
# SPDX-License-Identifier: MIT
set(cconn_include_genere "${CMAKE_CURRENT_BINARY_DIR}/include")
configure_file(include/cconn/version.hpp.in "${cconn_include_genere}/cconn/version.hpp" @ONLY)
generate_export_header(
  cconn EXPORT_MACRO_NAME CCONN_API EXPORT_FILE_NAME "${cconn_include_genere}/cconn/export.hpp"
)

list(TRANSFORM cconn_en_tetes PREPEND include/cconn/)
target_sources(
  cconn
  PRIVATE ${cconn_sources}
  PUBLIC FILE_SET HEADERS
         BASE_DIRS include "${cconn_include_genere}"
         FILES ${cconn_en_tetes} "${cconn_include_genere}/cconn/export.hpp"
               "${cconn_include_genere}/cconn/version.hpp"
)

target_include_directories(cconn PRIVATE src)
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
