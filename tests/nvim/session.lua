-- What somebody does in Neovim: open a PRD, read the findings, follow a quick fix, go to a definition.
-- Run by tests/test_server.py: AIPRD_SERVER is the command, AIPRD_SEEN the file that says what was seen.
local seen = {}
local buffer = vim.api.nvim_get_current_buf()
local config = {
  name = 'aiprd',
  cmd = vim.json.decode(vim.env.AIPRD_SERVER),
  root_dir = vim.fn.getcwd(),
}
if vim.lsp.start then
  vim.lsp.start(config)
else -- before Neovim 0.8
  vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
end

local function wait(what, condition)
  if not vim.wait(30000, condition, 20) then
    seen.missing = what
    error(what .. ' did not come')
  end
end

local function find(words)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.fn.search('\\V' .. words)
end

local function steps()
  wait('the findings', function() return #vim.diagnostic.get(buffer) > 0 end)
  seen.findings = {}
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    local line = vim.api.nvim_buf_get_lines(buffer, found.lnum, found.lnum + 1, true)[1]
    table.insert(seen.findings, { code = found.code, words = line:sub(found.col + 1, found.end_col) })
  end

  find('relevance >= launch')
  vim.lsp.buf.definition()
  wait('the definition', function() return vim.fn.getline('.') == '  relevance:' end)
  seen.definition = vim.fn.getline('.')

  find(vim.env.AIPRD_MISSPELT)
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do
      if options.format_item(item):find(vim.env.AIPRD_FIX, 1, true) then return choose(item) end
    end
    seen.missing = 'the quick fix'
  end
  local before = vim.api.nvim_buf_get_changedtick(buffer)
  vim.lsp.buf.code_action()
  wait('the quick fix', function() return vim.api.nvim_buf_get_changedtick(buffer) > before end)
  seen.text = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, true), '\n')
  wait('the findings after it', function()
    for _, found in ipairs(vim.diagnostic.get(buffer)) do
      if found.code == vim.env.AIPRD_CODE then return false end
    end
    return true
  end)
end

local done, problem = pcall(steps)
if not done then seen.problem = tostring(problem) end
vim.fn.writefile({ vim.json.encode(seen) }, vim.env.AIPRD_SEEN)
vim.cmd('qa!')
