# Emploie cconn par add_subdirectory, dans un projet qui n'a rien d'autre.
# SPDX-License-Identifier: MIT
include("${CMAKE_CURRENT_LIST_DIR}/outils.cmake")

configurer_et_construire(
  "${CMAKE_CURRENT_LIST_DIR}/sous_dossier" "${TRAVAIL}/construction" "-DCCONN_RACINE=${RACINE}"
)
executer("${TRAVAIL}/construction/consommateur")

# Rien de cconn ne s'ajoute de lui-même au projet hôte.
foreach(intrus IN ITEMS tests exemples)
  if(EXISTS "${TRAVAIL}/construction/cconn/${intrus}")
    message(FATAL_ERROR "le projet hôte construit aussi ${intrus}/")
  endif()
endforeach()
