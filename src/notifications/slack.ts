import { shortened, visible } from '../lib/text.ts'
import type { StatusEvent, StatusEventType } from '../model/event.ts'

const TITLES: Readonly<Record<StatusEventType, string>> = {
  applied: 'Applied',
  held: 'Held',
  invalid: 'Invalid',
  recovered: 'In order again',
  late: 'Late',
  expiring: 'Access ends soon',
  policy: 'Usage policy',
  test: 'Test',
}

/** A text of a block may have 3,000 characters, at Slack; escaping makes one at most five. */
const MOST = 580

/** An event as a message for Slack, or for what takes the same: `text` for notices, `blocks` for the channel. */
export function slackMessage(event: StatusEvent): Readonly<Record<string, unknown>> {
  const text = `${TITLES[event.type]}: ${visible(event.message)}`
  const section = { type: 'section', text: { type: 'mrkdwn', text: `*${TITLES[event.type]}* ${safe(event.message)}` } }
  const next = event.type === 'held' && event.next.length > 0 ? [nextBlock(event.next)] : []
  const footer = { type: 'context', elements: [{ type: 'mrkdwn', text: safe(footerOf(event)) }] }
  return { text: safe(text), blocks: [section, ...next, footer] }
}

function nextBlock(next: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    type: 'section',
    text: { type: 'mrkdwn', text: `What to do:\n${next.map((one) => `• ${safe(one)}`).join('\n')}`.slice(0, 2900) },
  }
}

function footerOf(event: StatusEvent): string {
  const revisions = Object.entries(event.revisions).map(([source, revision]) => `${source}@${revision.slice(0, 12)}`)
  const until = event.type === 'held' ? [`can be approved until ${event.until}`] : []
  return [event.at, ...revisions, ...until].join('  ·  ')
}

/** Text in which nothing is a link, a mention or a command: Slack reads `&`, `<` and `>` alone. */
function safe(text: string): string {
  return shortened(visible(text), MOST).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
