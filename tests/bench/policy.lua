-- wrk script for any server that speaks the Dovecot auth-policy protocol
-- (POST JSON to /?command=allow and /?command=report).
--
--   wrk -t1 -c64 -d15s --latency -s policy.lua http://HOST:PORT -- MODE [key=value ...]
--
-- MODE  allow   only allow
--       report  only report
--       mix     one allow, then one report of the same login attempt, and so on
--       seqreport  report logins start, start+1, ... logins-1 in order, then again from start (use -t1)
-- keys  logins=100000    different logins
--       ips=50000        different remote addresses
--       path=/           path in front of ?command=...
--       auth=d2ZvcmNlOnN1cGVy   base64 of user:password for HTTP Basic ("" = no header)
--       seed=1
--       good=1           every report of seqreport is a success (else each tenth is a failure)
--       check=1          count the "status" values seen in replies (slower; for short control runs)
--
-- Traffic: 90 % good sign-ins from the login's own address (constant pwhash per login),
-- 7 % mistyped passwords from the own address, 3 % guessing from 500 attacker addresses
-- at random logins with random passwords.
local threads = {}
local tn = 0
function setup(t) tn = tn + 1; t:set("tid", tn); threads[#threads+1] = t end

local mode, logins, ips, path, auth, seed, check, good
local HA, HR, k, flip, cur, nseq, startn
counts = ""
local tally = {}
local fmt, rnd, floor = string.format, math.random, math.floor

local function ip_of(n)          -- n in 0..ips-1 -> public addresses with a place, spread over 60 /8s
  return fmt("%d.%d.%d.%d", 60+n%60, floor(n/60)%256, floor(n/15360)%256, 1+n%250)
end
local function login_of(n) return fmt("user%06d@example.org", n) end
local function home_pw(n) return fmt("%04x", (n*2654435761 + 17) % 4096) end

local clients = {
  '\\"name\\" \\"Thunderbird\\" \\"version\\" \\"115.10.1\\"',
  '\\"name\\" \\"iPhone Mail\\" \\"version\\" \\"21F90\\" \\"os\\" \\"iOS\\" \\"os-version\\" \\"17.5.1 (21F90)\\"',
  '\\"name\\" \\"Microsoft Outlook\\" \\"version\\" \\"16.0\\"', '' }
local protos = { "imap", "imap", "imap", "pop3", "submission" }

local function attempt()
  local r, n = rnd(100), rnd(0, logins-1)
  local ip, pw, ok
  if r <= 90 then      ip, pw, ok = ip_of(n % ips), home_pw(n), true
  elseif r <= 97 then  ip, pw, ok = ip_of(n % ips), fmt("%04x", rnd(0, 4095)), false
  else                 ip, pw, ok = fmt("198.18.%d.%d", rnd(0,1), rnd(0, 249)), fmt("%04x", rnd(0, 4095)), false end
  return n, ip, pw, ok
end

local function body(n, ip, pw, sess)   -- the fields and order of Dovecot 2.3/2.4
  return fmt('{"device_id":"%s","login":"%s","protocol":"%s","pwhash":"%s","remote":"%s","session_id":"%s"',
     clients[n % 4 + 1], login_of(n), protos[n % 5 + 1], pw, ip, sess)
end

function init(args)
  mode = args[1] or "mix"
  logins, ips, path, auth, seed, check = 100000, 50000, "/", "d2ZvcmNlOnN1cGVy", 1, false
  for i = 2, #args do
    local key, v = args[i]:match("^(%w+)=(.*)$")
    if key == "logins" then logins = tonumber(v)
    elseif key == "ips" then ips = tonumber(v)
    elseif key == "path" then path = v
    elseif key == "auth" then auth = v
    elseif key == "start" then startn = tonumber(v)
    elseif key == "good" then good = (v ~= "0")
    elseif key == "seed" then seed = tonumber(v)
    elseif key == "check" then check = (v ~= "0") end
  end
  math.randomseed(seed * 1000 + tid)
  local host = wrk.host .. (wrk.port and (":" .. wrk.port) or "")
  local rest = " HTTP/1.1\r\nHost: " .. host ..
     "\r\nUser-Agent: dovecot/auth-policy-client\r\nConnection: Keep-Alive\r\nContent-Type: application/json\r\n" ..
     (auth ~= "" and ("Authorization: Basic " .. auth .. "\r\n") or "") .. "Content-Length: "
  HA = "POST " .. path .. "?command=allow" .. rest
  HR = "POST " .. path .. "?command=report" .. rest
  startn = startn or 0
  k, flip, nseq = 0, false, startn
  if check then response = on_response end
end

local function allow(n, ip, pw, sess)
  local b = body(n, ip, pw, sess) .. ',"tls":true}'
  return HA .. #b .. "\r\n\r\n" .. b
end
local function report(n, ip, pw, ok, sess)
  local b = body(n, ip, pw, sess) .. (ok and ',"success":true' or ',"success":false') .. ',"policy_reject":false,"tls":true}'
  return HR .. #b .. "\r\n\r\n" .. b
end

function request()
  if mode == "seqreport" then
    local n = nseq; nseq = nseq + 1; if nseq >= logins then nseq = startn end
    k = k + 1
    return report(n, ip_of(n % ips), home_pw(n), good or n % 10 ~= 0, fmt("S%015x", k))
  end
  if mode == "mix" and flip then
    flip = false
    return report(cur[1], cur[2], cur[3], cur[4], cur[5])
  end
  k = k + 1
  local n, ip, pw, ok = attempt()
  local sess = fmt("S%015x", k)
  if mode == "mix" then cur = { n, ip, pw, ok, sess }; flip = true end
  if mode == "report" then return report(n, ip, pw, ok, sess) end
  return allow(n, ip, pw, sess)
end

function on_response(status, headers, b)
  local key = status .. " status=" .. (b:match('"status"%s*:%s*"?([%w-]+)"?') or "?")
  tally[key] = (tally[key] or 0) + 1
  local t = {}
  for kk, v in pairs(tally) do t[#t+1] = kk .. ":" .. v end
  table.sort(t)
  counts = table.concat(t, " | ")
end

function done(summary, latency, requests)
  io.write(fmt("RESULT rps=%.0f requests=%d p50_us=%d p90_us=%d p99_us=%d p999_us=%d max_us=%d non2xx=%d connect=%d read=%d write=%d timeout=%d\n",
    summary.requests / (summary.duration / 1e6), summary.requests,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency:percentile(99.9), latency.max,
    summary.errors.status, summary.errors.connect, summary.errors.read, summary.errors.write, summary.errors.timeout))
  for _, t in ipairs(threads) do
    local c = t:get("counts"); if c and c ~= "" then io.write("REPLIES " .. c .. "\n") end
  end
end
