#!/usr/bin/env node
// What kubectl (1.26 or newer) asks for how `kubectl charter …` may go on, where this lies on the PATH.
process.argv.splice(2, 0, '__complete')
await import('./charter.js')
