# Compile SOURCE tel quel, qui doit passer, puis avec INVALIDE, qui doit échouer comme annoncé.
# SPDX-License-Identifier: MIT
function(compiler resultat sortie)
  execute_process(
    COMMAND "${COMPILATEUR}" "@${OPTIONS}" ${ARGN} "${SOURCE}"
    RESULT_VARIABLE statut
    OUTPUT_VARIABLE texte
    ERROR_VARIABLE texte
  )
  set(${resultat} "${statut}" PARENT_SCOPE)
  set(${sortie} "${texte}" PARENT_SCOPE)
endfunction()

file(STRINGS "${SOURCE}" attendus REGEX "^// attendu : " ENCODING UTF-8)
if(NOT attendus)
  message(FATAL_ERROR "${SOURCE} n'a pas de ligne « // attendu : ... »")
endif()

compiler(statut texte)
if(NOT statut EQUAL 0)
  message(NOTICE "${texte}")
  message(FATAL_ERROR "la forme valide est refusée")
endif()

compiler(statut texte -DINVALIDE)
if(statut EQUAL 0)
  message(FATAL_ERROR "la forme invalide est acceptée")
endif()
foreach(ligne IN LISTS attendus)
  string(REPLACE "// attendu : " "" attendu "${ligne}")
  if(NOT texte MATCHES "${attendu}")
    message(NOTICE "${texte}")
    message(FATAL_ERROR "le compilateur n'a pas écrit « ${attendu} »")
  endif()
endforeach()
