# Installation de cconn : bibliothèque, en-têtes, find_package(cconn) et pkg-config.
# SPDX-License-Identifier: MIT
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(cconn_dossier_cmake "${CMAKE_INSTALL_LIBDIR}/cmake/cconn")
set(cconn_dossier_pkgconfig "${CMAKE_INSTALL_LIBDIR}/pkgconfig")

install(
  TARGETS cconn
  EXPORT cconn-cibles
  RUNTIME COMPONENT cconn_execution
  LIBRARY COMPONENT cconn_execution NAMELINK_COMPONENT cconn_developpement
  ARCHIVE COMPONENT cconn_developpement
  FILE_SET HEADERS COMPONENT cconn_developpement
)
install(
  EXPORT cconn-cibles
  NAMESPACE cconn::
  DESTINATION "${cconn_dossier_cmake}"
  COMPONENT cconn_developpement
)

# Chaque module a son fichier de cibles, que find_package ne lit que si on le demande.
get_property(cconn_modules GLOBAL PROPERTY cconn_modules)
set(CCONN_PAQUETS_MODULES "")
foreach(module IN LISTS cconn_modules)
  install(
    TARGETS cconn_${module}
    EXPORT cconn-${module}-cibles
    RUNTIME COMPONENT cconn_execution
    LIBRARY COMPONENT cconn_execution NAMELINK_COMPONENT cconn_developpement
    ARCHIVE COMPONENT cconn_developpement
    FILE_SET HEADERS COMPONENT cconn_developpement
  )
  install(
    EXPORT cconn-${module}-cibles
    NAMESPACE cconn::
    DESTINATION "${cconn_dossier_cmake}"
    COMPONENT cconn_developpement
  )
  get_property(paquets GLOBAL PROPERTY cconn_paquets_${module})
  string(APPEND CCONN_PAQUETS_MODULES "set(cconn_paquets_${module} \"${paquets}\")\n")
endforeach()

configure_package_config_file(
  cmake/cconn-config.cmake.in cconn-config.cmake INSTALL_DESTINATION "${cconn_dossier_cmake}"
)
# Avant 1.0, une version mineure peut changer l'interface.
write_basic_package_version_file(cconn-config-version.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES "${CMAKE_CURRENT_BINARY_DIR}/cconn-config.cmake"
        "${CMAKE_CURRENT_BINARY_DIR}/cconn-config-version.cmake" cmake/Findmsgpack_cxx.cmake
        cmake/Findre2.cmake
  DESTINATION "${cconn_dossier_cmake}"
  COMPONENT cconn_developpement
)

# Une archive ne retient pas ce qu'elle demande : pkg-config le dit à sa place.
set(CCONN_PC_DEFINITIONS -DMSGPACK_NO_BOOST)
set(CCONN_PC_LIBS "")
if(NOT BUILD_SHARED_LIBS)
  string(APPEND CCONN_PC_DEFINITIONS " -DCCONN_STATIC_DEFINE")
  set(CCONN_PC_LIBS "-lPocoNet -lPocoFoundation -lre2 -pthread")
endif()
file(RELATIVE_PATH CCONN_PC_VERS_PREFIXE "/${cconn_dossier_pkgconfig}" "/")
string(REGEX REPLACE "/$" "" CCONN_PC_VERS_PREFIXE "${CCONN_PC_VERS_PREFIXE}")
configure_file(cmake/cconn.pc.in cconn.pc @ONLY)
install(
  FILES "${CMAKE_CURRENT_BINARY_DIR}/cconn.pc"
  DESTINATION "${cconn_dossier_pkgconfig}"
  COMPONENT cconn_developpement
)
