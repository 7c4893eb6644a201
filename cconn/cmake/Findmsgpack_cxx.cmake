# Trouve msgpack-c pour C++, sans passer par ses fichiers de configuration.
# SPDX-License-Identifier: MIT
#
# Debian installe deux `msgpack-config.cmake` : celui de la bibliothèque C, et celui de C++, qui
# entraîne Boost. Les en-têtes suffisent : ce module les cherche et donne une seule cible importée,
#   msgpack_cxx::msgpack_cxx
# Variables : msgpack_cxx_FOUND, msgpack_cxx_VERSION ; en cache, msgpack_cxx_INCLUDE_DIR.

find_path(msgpack_cxx_INCLUDE_DIR NAMES msgpack/version_master.hpp msgpack/version_master.h)
mark_as_advanced(msgpack_cxx_INCLUDE_DIR)

set(msgpack_cxx_VERSION "")
foreach(extension IN ITEMS hpp h)
  set(msgpack_cxx_fichier "${msgpack_cxx_INCLUDE_DIR}/msgpack/version_master.${extension}")
  if(NOT msgpack_cxx_VERSION AND EXISTS "${msgpack_cxx_fichier}")
    file(STRINGS "${msgpack_cxx_fichier}" msgpack_cxx_lignes REGEX "^#define MSGPACK_VERSION_")
    string(REGEX REPLACE "[^0-9;]+" "" msgpack_cxx_lignes "${msgpack_cxx_lignes}")
    list(JOIN msgpack_cxx_lignes "." msgpack_cxx_VERSION)
  endif()
endforeach()
unset(msgpack_cxx_fichier)
unset(msgpack_cxx_lignes)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(
  msgpack_cxx
  REQUIRED_VARS msgpack_cxx_INCLUDE_DIR
  VERSION_VAR msgpack_cxx_VERSION
)

if(msgpack_cxx_FOUND AND NOT TARGET msgpack_cxx::msgpack_cxx)
  add_library(msgpack_cxx::msgpack_cxx INTERFACE IMPORTED)
  target_include_directories(msgpack_cxx::msgpack_cxx INTERFACE "${msgpack_cxx_INCLUDE_DIR}")
endif()
