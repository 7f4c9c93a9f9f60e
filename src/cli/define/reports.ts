import type { Command } from 'commander'
import type { Handle } from '../program.ts'
import type { Terminal } from '../terminal.ts'
import { withMoment } from './state.ts'

/** `access report`, `sample` and `evidence`: what a review of access and an auditor ask for. */
export function defineReportCommands(access: Command, terminal: Terminal, handle: Handle): void {
  withCommits(withMoment(access.command('report')))
    .summary('write the list of who may do what, for a review of access')
    .description(
      'Lists every user with every permission, by which path, why and since which entry and commit; users without any are listed too.',
    )
    .option('-n, --organization <name>', 'only one organization')
    .option('--privileged', 'who may MANAGE what, with reason and expiry, and where they are missing')
    .option('--unexplained', 'grants without a reason, or of which no commit is known')
    .option('--dormant', 'grants that give nobody anything, users who hold nothing, empty groups')
    .option('--since <time>', 'what was gained and lost after this moment instead')
    .option('--until <time>', 'up to this moment, itself included (default: the newest entry)')
    .option('--net', 'of that only what is different in the end')
    .option('--self-approved', 'changes whose approver made them, or that only their author committed')
    .option('-o, --output <form>', 'table, csv, json or ndjson', 'table')
    .addHelpText('after', REPORT_EXAMPLES)
    .action((options) => handle(async () => (await import('../access/report.ts')).reportAccess(options, terminal)))
  withDrawing(withCommits(withTime(access.command('sample'))))
    .summary('draw changes of access for a test of them, so that anybody can draw the same')
    .description('Draws changes of a time by a seed: what a user gained, or lost, at once is one of them.')
    .requiredOption('--seed <text>', 'any text; the same seed draws the same')
    .option('-o, --output <form>', 'table, csv, json or ndjson', 'table')
    .addHelpText('after', SAMPLE_EXAMPLES)
    .action((options) => handle(async () => (await import('../access/sample.ts')).sampleAccess(options, terminal)))
  withDrawing(withCommits(withTime(access.command('evidence'))))
    .summary('write a folder of evidence on a time, with checksums and how to verify it')
    .description(
      'Writes who had access at the beginning and at the end, what changed, privileges, a sample, the entries of the ledger, and a manifest.',
    )
    .requiredOption('--out <folder>', 'folder to write to, which must be empty or missing')
    .option('--seed <text>', 'any text, by which the sample is drawn', '1')
    .option('--redact <what>', 'pii: pseudonyms for people, for readers outside')
    .option('-o, --output <form>', 'text or json', 'text')
    .addHelpText('after', EVIDENCE_EXAMPLES)
    .action((options) => handle(async () => (await import('../access/evidence.ts')).writeEvidence(options, terminal)))
}

function withDrawing(command: Command): Command {
  return command
    .option('-n, --number <count>', 'how many changes are drawn', '25')
    .option('--kind <kind>', 'of which they are drawn: grant, removal or any', 'any')
    .option('--organization <name>', 'only one organization')
}

function withTime(command: Command): Command {
  return command
    .requiredOption('--state <folder>', 'state folder')
    .option('--since <time>', 'what happened after this moment (default: from the first entry on)')
    .option('--until <time>', 'up to this moment, itself included (default: the newest entry)')
}

function withCommits(command: Command): Command {
  return command
    .option('--repository <path...>', 'clones or mirrors (state/mirrors) in which the authors of commits are looked up')
    .option('--keys <file>', 'allowed signers or OpenPGP keys by which the signatures of these commits are verified')
}

const REPORT_EXAMPLES = `
Examples:
  charter access report --state state --at 2026-10-01 -o csv > population.csv
  charter access report --state state --since 2026-07-01 --until 2026-10-01 --repository ../orgs
  charter access report --state state --since 2026-07-01 --until 2026-10-01 --net -o csv
  charter access report --state state --privileged
  charter access report --state state --unexplained --organization acme
  charter access report --state state --dormant --repository ../orgs
  charter access report --state state --self-approved --since 2026-07-01 --repository ../orgs
`

const SAMPLE_EXAMPLES = `
Examples:
  charter access sample --state state --since 2026-07-01 --until 2026-10-01 -n 25 --seed 7 --kind grant
  charter access sample --state state --since 2026-07-01 --until 2026-10-01 --seed 7 --kind removal --repository ../orgs -o csv
`

const EVIDENCE_EXAMPLES = `
Examples:
  charter access evidence --state state --since 2026-07-01 --until 2026-10-01 --repository ../orgs --out evidence-2026q3
  charter access evidence --state state --since 2026-07-01 --until 2026-10-01 --organization acme --seed 7 -n 40 --out evidence
  charter access evidence --state state --since 2026-07-01 --redact pii --out evidence-for-outsiders
`
