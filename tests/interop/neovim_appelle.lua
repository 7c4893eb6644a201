-- Scénarios de Neovim en client d'un serveur cconn ; joués par neovim_client.py.
-- SPDX-License-Identifier: MIT
local port = assert(os.getenv('CCONN_PORT'), 'CCONN_PORT manque')
local adresse = '127.0.0.1:' .. port
local scenarios = {}
local canal -- celui du scénario en cours

local function scenario(nom, fonction)
  table.insert(scenarios, { nom = nom, fonction = fonction })
end

local function connecter()
  return vim.fn.sockconnect('tcp', adresse, { rpc = true })
end

local function demander(...)
  return vim.rpcrequest(canal, ...)
end

local function egal(vu, attendu)
  if not vim.deep_equal(vu, attendu) then
    error(string.format('attendu %s, vu %s', vim.inspect(attendu), vim.inspect(vu)):sub(1, 300), 2)
  end
end

--- La demande doit échouer, et Neovim montrer notre texte tel quel.
local function echoue(texte, ...)
  local reussi, erreur = pcall(vim.rpcrequest, canal, ...)
  if reussi then
    error('une erreur était attendue', 2)
  end
  if not tostring(erreur):find(texte, 1, true) then
    error(string.format('%q attendu dans %q', texte, tostring(erreur)), 2)
  end
end

-- Demandes et valeurs

scenario('somme', function()
  egal(demander('somme', 12, 34), 46)
end)

scenario('valeurs de tout genre', function()
  for _, valeur in ipairs({ 0, -1, 1.5, true, '', 'été', { 1, { 'a' } }, { cle = { 1 } } }) do
    egal(demander('echo', valeur), valeur)
  end
  egal(demander('echo', vim.NIL), vim.NIL)
  egal(demander('echo', vim.empty_dict()), vim.empty_dict())
end)

scenario('entiers ecrits en flottant par Lua', function()
  egal(demander('somme', 2 ^ 20, 1), 2 ^ 20 + 1)
end)

scenario('arguments nommes', function()
  egal(demander('aire', { largeur = 3, hauteur = 4 }), 12)
end)

scenario('grandes valeurs', function()
  local texte = string.rep('abcdefgh', 128 * 1024)
  egal(demander('longueur', texte), #texte)
  egal(demander('echo', texte), texte)
  local liste = {}
  for rang = 1, 20000 do
    liste[rang] = rang
  end
  egal(demander('echo', liste), liste)
end)

scenario('mille demandes', function()
  for rang = 1, 1000 do
    egal(demander('somme', rang, 1), rang + 1)
  end
end)

scenario('depuis Vimscript', function()
  egal(vim.api.nvim_eval('rpcrequest(' .. canal .. ', "somme", 20, 22)'), 42)
  egal(vim.api.nvim_eval('rpcrequest(' .. canal .. ', "octets", 0zff7f)'), '\255\127')
end)

-- Erreurs

scenario('exception de la commande', function()
  echoue('ECHEC_GESTIONNAIRE : plus de café', 'echouer', 'plus de café')
  egal(demander('somme', 1, 2), 3)
end)

scenario('commande inconnue', function()
  echoue('COMMANDE_INCONNUE : some, vouliez-vous dire somme ?', 'some')
end)

scenario('mauvais arguments', function()
  echoue('ARGUMENTS_INCOMPATIBLES : somme attend 2 arguments, 3 reçus', 'somme', 1, 2, 3)
  echoue('ARGUMENTS_INCOMPATIBLES : somme, argument 2 : ', 'somme', 1, 'deux')
end)

-- Avis

scenario('avis', function()
  for rang = 1, 100 do
    vim.rpcnotify(canal, 'noter', rang)
  end
  egal(#demander('notes'), 100)
end)

scenario('avis inconnu ou fautif', function()
  vim.rpcnotify(canal, 'inconnu', 1)
  vim.rpcnotify(canal, 'somme', 'a')
  egal(demander('somme', 1, 2), 3)
end)

-- Le serveur appelle Neovim pendant que Neovim attend

scenario('appel en retour', function()
  egal(demander('rappeler', 'nvim_eval', '6 * 7'), 42)
  egal(demander('rappeler', 'nvim_exec_lua', 'return ...', { 'été' }), 'été')
end)

scenario('trois appels imbriques', function()
  function _G.descendre(sur, niveau)
    if niveau == 0 then
      return 'fond'
    end
    local code = 'return descendre(...)'
    local rendu = vim.rpcrequest(sur, 'rappeler', 'nvim_exec_lua', code, { sur, niveau - 1 })
    return niveau .. ' ' .. rendu
  end
  egal(descendre(canal, 3), '3 2 1 fond')
  egal(descendre(canal, 10), '10 9 8 7 6 5 4 3 2 1 fond')
end)

scenario('erreur dans l\'appel en retour', function()
  echoue('ECHEC_GESTIONNAIRE : Vim:E', 'rappeler', 'nvim_eval', '1 +')
  echoue('Invalid method: nvim_rien', 'rappeler', 'nvim_rien')
  egal(demander('somme', 1, 2), 3)
end)

scenario('avis vers Neovim', function()
  egal(demander('envoyer', 'nvim_set_var', 'venu_de_cconn', 'été'), true)
  vim.wait(5000, function()
    return vim.g.venu_de_cconn ~= nil
  end, 5)
  egal(vim.g.venu_de_cconn, 'été')
end)

scenario('plusieurs appels en retour a la fois', function()
  local rendus = demander('rappeler_tous', 'nvim_list_wins', 'nvim_list_bufs', 'nvim_list_tabpages')
  egal({ #rendus, #rendus[1], #rendus[2], #rendus[3] }, { 3, 1, 1, 1 })
end)

scenario('un tampon de Neovim passe sans changer', function()
  local tampon = demander('rappeler', 'nvim_get_current_buf')
  egal(demander('rappeler', 'nvim_buf_line_count', tampon), 1)
  egal(demander('echo', tampon), tampon)
end)

-- Connexions

scenario('deux canaux', function()
  local autre = connecter()
  egal(vim.rpcrequest(autre, 'somme', 1, 1), 2)
  -- Neovim se plaint de l'avis par un autre, nvim_error_event, que cconn ne connaît pas.
  assert(demander('diffuser', 'nvim_rien') >= 2)
  vim.fn.chanclose(autre)
  egal(demander('somme', 1, 2), 3)
end)

scenario('fermeture par le serveur', function()
  demander('fermer')
  vim.wait(5000, function()
    return not pcall(vim.rpcnotify, canal, 'noter', 1)
  end, 5)
  egal(pcall(vim.rpcrequest, canal, 'somme', 1, 2), false)
end)

local echecs = 0
for _, courant in ipairs(scenarios) do
  canal = connecter()
  local reussi, erreur = pcall(courant.fonction)
  io.stdout:write(reussi and 'réussi  ' or 'ÉCHOUÉ  ', courant.nom, '\n')
  if not reussi then
    echecs = echecs + 1
    io.stdout:write('    ', tostring(erreur), '\n')
  end
  pcall(vim.fn.chanclose, canal)
end
io.stdout:write(#scenarios, ' scénarios, ', echecs, ' échoués\n')
vim.cmd(echecs == 0 and 'qall!' or 'cquit')
