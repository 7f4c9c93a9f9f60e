import { CONFIG_VARIABLE } from '../config/environment.ts'
import { type ConfigReading, readConfig } from '../config/read.ts'
import { problemsText } from './problems/text.ts'
import { createStyle } from './style.ts'
import type { Terminal } from './terminal.ts'

/** What a configuration is called where nobody says otherwise; `charter.yaml` is the marker of a source. */
export const CONFIG_FILE = 'charter-run.yaml'

/** The configuration that a command line means: `--config`, else `CHARTER_CONFIG`, else `charter-run.yaml` here. */
export function configurationPath(option: string | undefined, { environment }: Pick<Terminal, 'environment'>): string {
  const named = environment[CONFIG_VARIABLE]
  return option ?? (named === undefined || named === '' ? CONFIG_FILE : named)
}

/** Reads the configuration that a command line means. Throws `ConfigError` where there is no such file. */
export function readConfiguration(path: string, terminal: Terminal): ConfigReading {
  return readConfig(path, terminal.environment)
}

/** Every mistake of a configuration, each with its line and a caret; ends with a newline. */
export function configurationText(
  { problems, source, files }: Extract<ConfigReading, { type: 'invalid' }>,
  terminal: Terminal,
): string {
  const style = createStyle({ stream: { isTTY: terminal.outIsTerminal }, env: terminal.environment })
  const totals = { files: 1, resources: 0, organizations: 0 }
  return problemsText({ groups: [{ problems }], totals, texts: [{ source, files }] }, style)
}
