import { nearest, visible } from '../lib/text.ts'
import { openSamples } from '../store/samples.ts'
import { momentOf } from '../usage/calendar.ts'
import { groupsOf } from '../usage/groups.ts'
import { metricsIn } from '../usage/report.ts'
import { organizationNames } from '../usage/stored.ts'
import { warn } from './comparison.ts'
import { EXIT } from './exit.ts'
import { oneOf } from './inputs.ts'
import { addressOf, nothingNamed } from './remote/address.ts'
import { createServer, type Server } from './remote/client.ts'
import { checkRemote, consumptionOn, resourcesOn, usageOn } from './remote/usage.ts'
import { type Stored, withStoredState } from './stored.ts'
import type { Terminal } from './terminal.ts'
import { unknownText } from './unknown.ts'
import { type Asked, type Form, headOf, type Showing, write } from './usage/answer.ts'
import { consumptionFacts, showConsumption } from './usage/consumption.ts'
import { type Asking, groupFacts, organizationFacts, readingOf, type UsageFacts } from './usage/facts.ts'
import { bucketsOf, checkTogether, consumptionMonths, type UsageOptions } from './usage/options.ts'
import { resourceFacts, showResources } from './usage/resources.ts'
import { columnsOf, rowsOf } from './usage/rows.ts'
import { factsValue } from './usage/value.ts'

/**
 * Shows what organizations used: metrics over days or months, in the current period of each one's subscription where no dates are
 * named; of one organization, of all by name, or of a group together. With `--counts` how many objects there are now, with
 * `--consumption` what was consumed by month. A name that is not there is refused.
 */
export async function usage(name: string | undefined, options: UsageOptions, terminal: Terminal): Promise<number> {
  const form = oneOf(options.output, ['table', 'json', 'csv'] as const, '--output')
  checkTogether(name, options)
  const address = addressOf(options, terminal.environment)
  if (address !== undefined) return usageThere(createServer(address), { name, options, form }, terminal)
  const { state: folder } = options
  if (folder === undefined) throw nothingNamed()
  return withStoredState({ ...options, state: folder }, async (stored) => {
    const { state } = stored
    const all = organizationNames(state)
    const unknown =
      unknownText('organization', name, () => all) ??
      unknownText('organization group', options.group, () => groupsOf(state).map((group) => group.name))
    if (unknown !== undefined) {
      terminal.err(`charter: ${unknown}\n`)
      return EXIT.refused
    }
    const samples = openSamples({ folder, onNotice: (message) => warn([message], terminal) })
    const read = readingOf(stored, (organizations, span) => samples.read({ organizations, ...span }))
    const asked: Asked = { names: name === undefined ? all : [name], options, stored, read, form }
    if (options.counts === true) return showResources(await resourceFacts(asked), asked, terminal)
    if (options.consumption === true) {
      const months = consumptionMonths(options, momentOf(stored.instant))
      return showConsumption(await consumptionFacts(asked, months), asked, terminal)
    }
    return showUsage(asked, terminal)
  })
}

interface AskedThere {
  readonly name: string | undefined
  readonly options: UsageOptions
  readonly form: Form
}

/** The same of a server, which knows what names and metrics there are. */
async function usageThere(server: Server, { name, options, form }: AskedThere, terminal: Terminal): Promise<number> {
  checkRemote(options)
  terminal.progress('asking the server …')
  if (options.counts === true) {
    const { facts, heading } = await resourcesOn(server, name)
    return showResources(facts, { form, stored: heading }, terminal)
  }
  if (options.consumption === true) {
    const { facts, heading } = await consumptionOn(server, name, options)
    return showConsumption(facts, { form, stored: heading }, terminal)
  }
  const { facts, heading } = await usageOn(server, name, options)
  return showFacts(facts, { form, stored: heading, options }, terminal)
}

type ShownFacts = Showing & Pick<Asked, 'options'>

/** Shows what was used; of a group there is one fact. */
function showFacts(facts: readonly UsageFacts[], { form, stored, options }: ShownFacts, terminal: Terminal): number {
  const { byProject: isByProject = false, interval = 'month' } = options
  const shown = { isGroup: options.group !== undefined, isByProject }
  const rows = (isDrawn: boolean) => facts.flatMap((one) => rowsOf(one, shown, isDrawn))
  const value = { ...headOf(stored), interval, [shown.isGroup ? 'groups' : 'organizations']: facts.map(factsValue) }
  write({ form, columns: columnsOf(shown), rows, value }, terminal)
  return EXIT.done
}

async function showUsage(asked: Asked, terminal: Terminal): Promise<number> {
  const { options, stored, read, names } = asked
  const { metric: metrics = [], objectType, byProject: isByProject = false } = options
  const interval = oneOf(options.interval ?? 'month', ['day', 'month'] as const, '--interval')
  const question = { metrics, isByProject, ...(objectType === undefined ? {} : { objectType }) }
  const asking: Asking = {
    stored,
    question,
    interval,
    read,
    bucketsOf: (standard) => bucketsOf(options, interval, standard),
  }
  const group = groupsOf(stored.state).find((one) => one.name === options.group)
  const facts = group === undefined ? await organizationFacts(names, asking) : [await groupFacts(group, asking)]
  const unmeasured = metrics.find((one) => !isMeasured(one, facts, stored))
  if (unmeasured !== undefined) return refuseMetric(unmeasured, stored, terminal)
  return showFacts(facts, asked, terminal)
}

function isMeasured(metric: string, facts: readonly UsageFacts[], { state }: Stored): boolean {
  const isKnown = metricsIn(state).some((one) => one.metric === metric)
  return isKnown || facts.some(({ series }) => series.some((one) => one.metric === metric))
}

/** Zeros for a metric that is misspelt would look like no use. */
function refuseMetric(metric: string, { state }: Stored, terminal: Terminal): number {
  const known = [...new Set(metricsIn(state).map((one) => one.metric))].sort()
  const meant = nearest(metric, known)
  const hint = meant === undefined ? '' : `, did you mean \`${meant}\`?`
  terminal.err(`charter: nobody measures \`${visible(metric)}\`${hint}\n`)
  terminal.err(`  measured are ${known.join(', ')}\n`)
  return EXIT.refused
}
