# Trouve RE2, avec ou sans les fichiers de configuration que ses versions récentes installent.
# SPDX-License-Identifier: MIT
#
# Debian 12 n'en donne que l'en-tête et la bibliothèque. Une seule cible importée : re2::re2
# Variables : re2_FOUND ; en cache, re2_INCLUDE_DIR et re2_LIBRARY.

find_package(re2 CONFIG QUIET)
if(re2_FOUND AND TARGET re2::re2)
  return()
endif()

find_path(re2_INCLUDE_DIR NAMES re2/re2.h)
find_library(re2_LIBRARY NAMES re2)
mark_as_advanced(re2_INCLUDE_DIR re2_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(re2 REQUIRED_VARS re2_LIBRARY re2_INCLUDE_DIR)

if(re2_FOUND AND NOT TARGET re2::re2)
  add_library(re2::re2 UNKNOWN IMPORTED)
  set_target_properties(
    re2::re2 PROPERTIES IMPORTED_LOCATION "${re2_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${re2_INCLUDE_DIR}"
  )
endif()
