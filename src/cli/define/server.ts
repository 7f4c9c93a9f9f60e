import type { Command } from 'commander'

/** Adds the options by which a command is told which running program to ask. */
export function withServer(command: Command): Command {
  return command
    .option('--server <url>', 'ask the running program at this address (default: CHARTER_SERVER)')
    .option('--token-file <file>', 'file with the token for the server (default: CHARTER_TOKEN)')
    .option('--insecure-http', 'also ask a server that is not on this machine over http')
}

/** Adds the options by which a command is told which state to show: of a folder or a running program, and the moment. */
export function withPlace(command: Command): Command {
  const placed = command.option('--state <folder>', 'state folder; this or --server')
  return withServer(placed)
    .option('--at <time>', 'as it was then: a date (midnight UTC) or a time such as 2026-11-22T15:04:05Z')
    .option('--seq <number>', 'as it was after this entry of the ledger')
}
