# cconn_module : un module de cconn, composant à part qu'on ne construit que si on le demande.
# SPDX-License-Identifier: MIT
include_guard(GLOBAL)
include(GenerateExportHeader)

# cconn_module(<nom> EN_TETES <f>... SOURCES <f>... [DEPENDANCES <cible>...] [PAQUETS <paquet>...])
#
# Fait la cible cconn_<nom>, que l'on lie sous le nom cconn::<nom>. Les en-têtes sont relatifs à
# include/cconn/<nom>/, les sources au dossier du module. Les DEPENDANCES sont privées ; les PAQUETS
# sont ceux qu'une archive demande à find_package chez qui la lie.
function(cconn_module nom)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "EN_TETES;SOURCES;DEPENDANCES;PAQUETS")
  set(cible cconn_${nom})
  set(include_genere "${CMAKE_CURRENT_BINARY_DIR}/include")
  set(export_genere "${include_genere}/cconn/${nom}/export.hpp")
  string(TOUPPER "${nom}" majuscules)

  add_library(${cible})
  add_library(cconn::${nom} ALIAS ${cible})
  generate_export_header(
    ${cible} EXPORT_MACRO_NAME CCONN_${majuscules}_API EXPORT_FILE_NAME "${export_genere}"
  )
  list(TRANSFORM module_EN_TETES PREPEND "include/cconn/${nom}/")
  target_sources(
    ${cible}
    PRIVATE ${module_SOURCES}
    PUBLIC FILE_SET HEADERS
           BASE_DIRS include "${include_genere}"
           FILES ${module_EN_TETES} "${export_genere}"
  )
  target_include_directories(${cible} PRIVATE src)
  target_link_libraries(
    ${cible}
    PUBLIC cconn::cconn
    PRIVATE ${module_DEPENDANCES}
  )
  set_target_properties(
    ${cible}
    PROPERTIES EXPORT_NAME ${nom}
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               POSITION_INDEPENDENT_CODE ON
               VERSION ${cconn_VERSION}
               SOVERSION ${cconn_VERSION_MAJOR}.${cconn_VERSION_MINOR}
               VERIFY_INTERFACE_HEADER_SETS ON
  )
  cconn_regler(${cible})
  set_property(GLOBAL APPEND PROPERTY cconn_modules ${nom})
  set_property(GLOBAL PROPERTY cconn_paquets_${nom} "${module_PAQUETS}")
endfunction()
