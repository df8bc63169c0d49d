-- Pages of samples/web for wrk, in turn: one that is answered at once, one by another
-- thread, one that is not there and one that fails.
local paths = { "/hello", "/hello?name=a%20b", "/later", "/missing", "/hello", "/broken" }
local next = 0

request = function()
	next = next % #paths + 1
	return wrk.format("GET", paths[next])
end
