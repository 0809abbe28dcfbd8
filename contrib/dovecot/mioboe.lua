-- Dovecot asks Mioboe whether a password is right: a passdb for Dovecot 2.3 (Debian: dovecot-auth-lua).
-- docs/doors.md says how it is set up. Copy it to /etc/dovecot/mioboe.lua and change these lines.

local url = "http://127.0.0.1:8084/v1/passwords/verify"

-- A file with a token in its first line, readable by root alone: mioboe token create --scopes passwords:verify dovecot
-- "" when the daemon asks for none.
local token_file = "/etc/dovecot/mioboe.token"

-- false: this Dovecot asks Mioboe's policy server, too (auth_policy_server_url), which judges the sign-in and
-- tells people why one is refused. true: it does not, so this question judges and reports.
local judge = false

-- What the rest of Dovecot calls the user: "account", the account's ID, whatever name was typed; or "login", as typed.
local user = "account"

-- Milliseconds. Longer than the 10 s after which the daemon answers "busy" by itself.
local timeout = 12000

------------------------------------------------------------------------------------------------------------------

local services = { smtp = "submission", managesieve = "sieve", ["imap-urlauth"] = "imap" }
local escapes = { ['"'] = '\\"', ["\\"] = "\\\\" }
local unescapes = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t" }
local token = ""
local client

-- A text as JSON.
local function quoted(text)
  return '"' .. text:gsub('[%c"\\]', function(c)
    return escapes[c] or string.format("\\u%04x", c:byte())
  end) .. '"'
end

local function unquoted(text)
  return (text:gsub("\\(.)(%x?%x?%x?%x?)", function(c, hex)
    if c ~= "u" or #hex < 4 then
      return (unescapes[c] or c) .. hex
    end
    local point = tonumber(hex, 16)
    return (point >= 0x20 and (point < 0xd800 or point > 0xdfff)) and utf8.char(point) or " "
  end))
end

-- What stands between the quotes at `at`, and where it goes on; nil when no text begins there.
local function text_at(json, at)
  if json:sub(at, at) ~= '"' then
    return nil
  end
  local p = at + 1
  while p <= #json and json:sub(p, p) ~= '"' do
    p = p + (json:sub(p, p) == "\\" and 2 or 1)
  end
  if p > #json then
    return nil
  end
  return json:sub(at + 1, p - 1), p + 1
end

-- The members of one flat object that are texts; nil when it is none.
local function members(json)
  local found, at = {}, json:match("^%s*{()")
  while at do
    local name, value = json:match('^%s*"([%w_]+)"%s*:%s*()', at)
    if not name then
      return nil
    end
    local text, behind = text_at(json, value)
    behind = behind or json:match("^[%w.+-]+()", value)
    if not behind then
      return nil
    end
    found[name] = text and unquoted(text)
    local rest = json:match("^%s*,()", behind)
    if not rest and not json:match("^%s*}%s*$", behind) then
      return nil
    end
    at = rest
  end
  return found
end

-- Postfix names no session; its process has a number. auth_policy_request_attributes must say the same (docs/doors.md).
local function session_of(req)
  local session = req.session or ""
  return session ~= "" and session or tostring(req.pid or "")
end

local function question(req, password)
  local service = req.service or ""
  return "{" .. table.concat({
    '"login":' .. quoted(req.user),
    '"password":' .. quoted(password),
    '"service":' .. quoted(services[service] or service),
    '"remote":' .. quoted(req.rip or ""),
    '"session":' .. quoted(session_of(req)),
    '"client":' .. quoted(req.client_id or ""),
    '"judge":' .. tostring(judge),
  }, ",") .. "}"
end

function script_init()
  return 0
end

function script_deinit()
end

-- Once in each process that verifies, and not before: the auth process loads this file, too, and may not read the token.
local function prepare()
  if token_file ~= "" then
    local file = io.open(token_file)
    if not file then
      dovecot.i_error("mioboe: cannot read " .. token_file)
      return false
    end
    token = file:read("l") or ""
    file:close()
  end
  client = dovecot.http.client({ timeout = timeout, max_attempts = 1 })
  return true
end

local function ask(req, password)
  if not client and not prepare() then
    return nil
  end
  local r = client:request({ url = url, method = "POST" })
  r:add_header("Content-Type", "application/json")
  if token ~= "" then
    r:add_header("Authorization", "Bearer " .. token)
  end
  r:set_payload(question(req, password))
  local answer = r:submit()
  if answer:status() ~= 200 then
    dovecot.i_error("mioboe: " .. url .. " answered with status " .. answer:status())
    return nil
  end
  return members(answer:payload())
end

function auth_password_verify(req, password)
  if not utf8.len(password) or not utf8.len(req.user) then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, "not UTF-8: nobody's"
  end
  local answer = ask(req, password)
  local result = answer and answer.result
  if result == "right" then
    return dovecot.auth.PASSDB_RESULT_OK, { user = user == "account" and answer.account or req.user }
  elseif result == "wrong" then
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, "wrong"
  elseif result == "refused" then
    -- Dovecot shows no reason of a passdb; PASSDB_RESULT_OK with "nologin" would, and tell the policy server of a success.
    return dovecot.auth.PASSDB_RESULT_PASSWORD_MISMATCH, "refused: " .. (answer.code or "")
  end
  return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "mioboe: " .. tostring(result)
end
