# Gestes communs aux essais d'installation.
# SPDX-License-Identifier: MIT
function(executer)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE texte ERROR_VARIABLE texte RESULT_VARIABLE statut)
  if(NOT statut EQUAL 0)
    list(JOIN ARGN " " commande)
    message(NOTICE "${commande}\n${texte}")
    message(FATAL_ERROR "la commande ci-dessus a échoué : ${statut}")
  endif()
endfunction()

# configurer_et_construire(<sources> <construction> <options...>)
function(configurer_et_construire sources construction)
  executer(
    "${CMAKE_COMMAND}" -G Ninja -S "${sources}" -B "${construction}"
    "-DCMAKE_CXX_COMPILER=${COMPILATEUR}" "-DBUILD_SHARED_LIBS=${PARTAGEE}" ${ARGN}
  )
  cmake_host_system_information(RESULT coeurs QUERY NUMBER_OF_LOGICAL_CORES)
  executer("${CMAKE_COMMAND}" --build "${construction}" --parallel ${coeurs})
endfunction()
