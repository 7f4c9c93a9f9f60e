import type { CommitResult } from '../model/event.ts'
import { cloudEvent, signature } from './cloudevent.ts'
import type { Letter, ReceiverType } from './letter.ts'
import { slackMessage } from './slack.ts'

/** A receiver whose secrets are at hand. Keep it no longer than a call takes. */
export interface Reached {
  readonly type: ReceiverType
  readonly url: string
  readonly token?: string
}

/** One call; with a body it is a POST of JSON, without one a GET. It holds secrets. */
export interface Request {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

const JSON_TYPE = 'application/json'

/** The call by which a letter reaches a receiver; `undefined` where that sort of receiver is not told of it. */
export function requestOf(letter: Letter, { type, url, token }: Reached): Request | undefined {
  switch (type) {
    case 'webhook':
      return letter.type === 'event' ? webhook(letter, url, token) : undefined
    case 'slack':
      return letter.type === 'event' ? post(url, slackMessage(letter.event), { 'content-type': JSON_TYPE }) : undefined
    case 'github':
      return letter.type === 'result' ? github(letter.result, url, token) : undefined
    case 'gitlab':
      return letter.type === 'result' ? gitlab(letter.result, url, token) : undefined
  }
}

function webhook(
  { event, origin }: Extract<Letter, { type: 'event' }>,
  url: string,
  token: string | undefined,
): Request {
  const request = post(url, cloudEvent(event, origin), {
    'content-type': 'application/cloudevents+json; charset=utf-8',
  })
  if (token === undefined) return request
  return { ...request, headers: { ...request.headers, 'x-signature': signature(request.body, token) } }
}

/** The call that asks a Git server for the repository itself: whether the address is right and the token counts, without a trace. */
export function probeOf({ type, url, token = '' }: Reached): Request | undefined {
  if (type !== 'github' && type !== 'gitlab') return undefined
  const headers = type === 'github' ? githubHeaders(token) : { 'private-token': token }
  return { url: url.replace(/\/+$/, ''), headers: { 'user-agent': 'charter', ...headers } }
}

/** What a commit status is called: `charter/acme` for an organization, `charter` for the revision as a whole. */
export function contextOf({ organization }: CommitResult): string {
  return organization === undefined ? 'charter' : `charter/${organization}`
}

/** `url` is the repository in GitHub's API: `https://api.github.com/repos/acme/people`. */
function github(result: CommitResult, url: string, token = ''): Request {
  const { state, description } = result
  return post(
    statusUrl(url, result),
    { state, context: contextOf(result), description },
    { 'content-type': JSON_TYPE, ...githubHeaders(token) },
  )
}

function githubHeaders(token: string): Readonly<Record<string, string>> {
  return {
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${token}`,
  }
}

const GITLAB_STATES = { success: 'success', failure: 'failed', pending: 'pending' } as const

/** `url` is the project in GitLab's API: `https://gitlab.example/api/v4/projects/42`. */
function gitlab(result: CommitResult, url: string, token = ''): Request {
  return post(
    statusUrl(url, result),
    { state: GITLAB_STATES[result.state], name: contextOf(result), description: result.description },
    { 'content-type': JSON_TYPE, 'private-token': token },
  )
}

function statusUrl(url: string, { revision }: CommitResult): string {
  return `${url.replace(/\/+$/, '')}/statuses/${encodeURIComponent(revision)}`
}

function post(
  url: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Request & { readonly body: string } {
  return { url, headers: { 'user-agent': 'charter', ...headers }, body: JSON.stringify(body) }
}
