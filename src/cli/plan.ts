import { planJsonTexts } from '../plan/render/json.ts'
import { planMarkdown } from '../plan/render/markdown.ts'
import { planText } from '../plan/render/text.ts'
import { reportOf } from '../plan/report.ts'
import { type ComparedOptions, compare } from './comparison.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { problemsText } from './problems/text.ts'
import { isHeld, isInvalid, problemReportOf } from './report.ts'
import type { SecretOptions } from './secrets.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** The options of `plan`. */
export interface PlanOptions extends ComparedOptions, SecretOptions {
  readonly output: string
  readonly detailedExitcode?: boolean
  readonly full?: boolean
}

/**
 * Shows what would be applied and what would hold it; writes nothing. Exit 1 where anything is invalid, 3 where anything
 * is held, 2 with `--detailed-exitcode` where there are changes, else 0.
 */
export async function plan(folder: string | undefined, options: PlanOptions, terminal: Terminal): Promise<number> {
  const output = oneOf(options.output, ['text', 'json', 'markdown'], '--output')
  const { pass, snapshots, secrets } = await compare(folder, options, terminal)
  const report = reportOf(pass, secrets)
  switch (output) {
    case 'json':
      await terminal.pour(planJsonTexts(report))
      break
    case 'markdown':
      terminal.out(planMarkdown(report))
      break
    case 'text': {
      const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
      const problems = problemReportOf(pass, snapshots)
      if (problems.groups.length > 0) terminal.out(`${problemsText(problems, style)}\n`)
      terminal.out(planText(report, { style, full: options.full ?? false }))
    }
  }
  if (isInvalid(pass)) return EXIT.refused
  if (isHeld(pass)) return EXIT.held
  return options.detailedExitcode === true && pass.plans.length + secrets.length > 0 ? EXIT.changes : EXIT.done
}
