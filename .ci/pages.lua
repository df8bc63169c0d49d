-- Pages of samples/web for wrk, in turn: one that is answered at once, one by another
-- thread, one that is not there, one that fails, and one that has a line in the
-- application log too, by its number.
local paths = { "/hello", "/hello?name=a%20b", "/later", "/missing", "/hello", "/broken", "/logged" }
local next = 0
local threads = 0

setup = function(thread)
	threads = threads + 1
	thread:set("id", threads)
end

request = function()
	next = next + 1
	local path = paths[next % #paths + 1]
	if path == "/logged" then
		path = string.format("/logged?number=%d%08d&token=s3cret", id, next)
	end
	return wrk.format("GET", path)
end
