#!/usr/bin/env node
// `kubectl charter …`, where this lies on the PATH as `kubectl-charter`.
process.argv.splice(2, 0, '__kubectl')
await import('./charter.js')
