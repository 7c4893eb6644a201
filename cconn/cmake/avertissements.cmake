# cconn_regler : avertissements et assainisseurs d'une cible, sans rien imposer à qui la lie.
# SPDX-License-Identifier: MIT
include_guard(GLOBAL)

set(cconn_avertissements
    -Wall
    -Wextra
    -Wpedantic
    -Wconversion
    -Wsign-conversion
    -Wshadow
    -Wold-style-cast
    -Wnon-virtual-dtor
    -Woverloaded-virtual
    -Wnull-dereference
)

# -Wdocumentation vérifie que chaque `@param` existe encore ; il faut lui nommer nos balises.
set(cconn_avertissements_clang
    -Wdocumentation
    -fcomment-block-commands=fils,blocage,source,forme,duree_vie
    -Wthread-safety
    -Werror=thread-safety
)

# cconn_regler(<cible>)
function(cconn_regler cible)
  set_target_properties(${cible} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(
    ${cible}
    PRIVATE
      "$<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:${cconn_avertissements}>"
      "$<$<CXX_COMPILER_ID:Clang,AppleClang>:${cconn_avertissements_clang}>"
      "$<$<BOOL:${CCONN_STRICT}>:-Werror>"
  )
  if(CCONN_ASSAINISSEUR)
    list(JOIN CCONN_ASSAINISSEUR "," assainisseurs)
    target_compile_options(
      ${cible} PRIVATE -fsanitize=${assainisseurs} -fno-sanitize-recover=all
                       -fno-omit-frame-pointer
    )
    target_link_options(${cible} PRIVATE -fsanitize=${assainisseurs})
  endif()
endfunction()
