# Installe cconn dans un dossier neuf, puis l'emploie par find_package et par pkg-config.
# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/outils.cmake")
string(REPLACE "," ";" MODULES "${MODULES}")

# Sans CONSTRUCTION déjà faite, en fait une, qui se garde d'une fois sur l'autre.
if(NOT CONSTRUCTION)
  set(CONSTRUCTION "${TRAVAIL}/cconn")
  set(options -DCCONN_TESTS=OFF -DCCONN_EXEMPLES=OFF)
  foreach(module IN LISTS MODULES)
    string(TOUPPER "-DCCONN_${module}=ON" option)
    list(APPEND options "${option}")
  endforeach()
  configurer_et_construire("${RACINE}" "${CONSTRUCTION}" ${options})
endif()

# Les deux composants, installés l'un après l'autre, doivent faire le tout.
set(prefixe "${TRAVAIL}/prefixe")
file(REMOVE_RECURSE "${prefixe}" "${prefixe}_composants" "${TRAVAIL}/paquet")
executer("${CMAKE_COMMAND}" --install "${CONSTRUCTION}" --prefix "${prefixe}")
foreach(composant IN ITEMS cconn_execution cconn_developpement)
  executer(
    "${CMAKE_COMMAND}" --install "${CONSTRUCTION}" --component ${composant} --prefix
    "${prefixe}_composants"
  )
endforeach()
foreach(dossier IN ITEMS prefixe prefixe_composants)
  file(GLOB_RECURSE installes RELATIVE "${TRAVAIL}/${dossier}" "${TRAVAIL}/${dossier}/*")
  list(SORT installes)
  set(contenu_${dossier} "${installes}")
endforeach()
if(NOT contenu_prefixe STREQUAL contenu_prefixe_composants)
  message(FATAL_ERROR "les composants n'installent pas tout :\n${contenu_prefixe_composants}")
endif()

set(consommateur "${CMAKE_CURRENT_LIST_DIR}/paquet")
configurer_et_construire("${consommateur}" "${TRAVAIL}/paquet" "-DCMAKE_PREFIX_PATH=${prefixe}")
executer("${TRAVAIL}/paquet/consommateur")

# Chaque module construit est un composant de find_package.
foreach(module IN LISTS MODULES)
  set(travail_module "${TRAVAIL}/paquet_${module}")
  file(REMOVE_RECURSE "${travail_module}")
  configurer_et_construire(
    "${CMAKE_CURRENT_LIST_DIR}/paquet_${module}" "${travail_module}"
    "-DCMAKE_PREFIX_PATH=${prefixe}"
  )
  executer("${travail_module}/consommateur")
endforeach()

file(GLOB_RECURSE fichier_pc "${prefixe}/cconn.pc")
get_filename_component(dossier_pc "${fichier_pc}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} "${dossier_pc}")
execute_process(
  COMMAND pkg-config --cflags --libs cconn
  OUTPUT_VARIABLE options
  OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY
)
separate_arguments(options UNIX_COMMAND "${options}")
executer(
  "${COMPILATEUR}" -std=c++20 "${consommateur}/consommateur.cpp" -o "${TRAVAIL}/consommateur_pc"
  ${options}
)
get_filename_component(dossier_lib "${dossier_pc}" DIRECTORY)
set(ENV{LD_LIBRARY_PATH} "${dossier_lib}")
executer("${TRAVAIL}/consommateur_pc")
