import type { MeterCode } from '../../meters/failure.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Codes of usage sources that cannot be read; what was measured before stays, and it is tried again. */
export const METER_CODES_TEXTS = {
  HostNotAllowed: {
    title: 'usage may not be read from that host',
    explanation: paragraphs(`
      A UsageSource is declared, and what is declared could make Charter call any address that this machine reaches. So the
      configuration names the hosts: \`usage.allowedHosts\`. An entry is a host as its address has it, with the port where
      that is not the usual one (443 for https, 80 for http). No redirect is followed, to whatever host it leads.
    `),
    language: 'text',
    wrong: block(`
      usage:
        allowedHosts: [prometheus.acme.example]     # and the source has http://prometheus.acme.example:9090
    `),
    right: [
      'name host and port in the configuration: `allowedHosts: ["prometheus.acme.example:9090"]`',
      'or correct `url` of the UsageSource',
    ],
  },
  MeterUnavailable: {
    title: 'the server or the file of a usage source cannot be reached now',
    explanation: paragraphs(`
      No connection, no whole answer within 30 seconds, an answer of 5xx or 429, or no file at that place. Nothing is stored of an
      answer that breaks off. It is tried again, less often each time; a Prometheus is then asked for the hours that were missed.
    `),
    language: 'text',
    wrong: 'usage source api-calls: nothing listens at this address',
    right: [
      'check the address from the same machine: `curl <url>`',
      'see whether the server runs, or the file is there',
    ],
  },
  MeterRefused: {
    title: 'the server of a usage source does not give its numbers',
    explanation: paragraphs(`
      It answered with a status of 3xx or 4xx: it wants a token or does not take the one that it was given, there is nothing at
      that address, or it leads elsewhere, which is not followed.
    `),
    language: 'text',
    wrong: 'usage source api-calls: the server does not take the token (401)',
    right: [
      'put a token that is valid where `authSecretRef` points',
      'correct `url`: name the address it leads to itself',
    ],
  },
  MeterUnreadable: {
    title: 'what a usage source gives is not in the form that it should have',
    explanation: paragraphs(`
      The answer of a Prometheus, or records in the \`format\` of the source, in UTF-8. This is about the whole; single records
      that are wrong are told by their line, and the others count.
    `),
    language: 'text',
    wrong: 'format: ndjson      # and the server answers {"items": […]}',
    right: [
      'set `format` to what the server gives: ndjson, csv or json (a list of objects)',
      'for a Prometheus: `url` ends before /api/v1',
    ],
  },
  MeterTooLarge: {
    title: 'a usage source gives more at once than is taken',
    explanation: paragraphs(`
      At most 16 MiB and 250,000 records at once, so that no source can take the program's memory or time. Nothing of what is
      larger is stored.
    `),
    language: 'text',
    wrong: 'usage source archive: archive.ndjson has more than 16777216 bytes',
    right: [
      'let the server give the last days only',
      'begin a new file for a new month, with a UsageSource of its own',
    ],
  },
  MeterMisused: {
    title: 'a usage source says something that cannot be right',
    explanation: paragraphs(`
      Trying again does not help: a query that Prometheus cannot read, one that gives several series for an organization, or
      that looks back for more than the hour for which it is asked (which would count use several times); a token that would
      go over the network in clear text; a path outside of the usage directory.
    `),
    language: 'text',
    wrong: 'query: increase(api_calls_total[1d])',
    right: [
      'write `sum by (organization) (increase(api_calls_total[1h]))`, with the label that organizationLabel names',
      'use https where there is a token',
    ],
  },
} as const satisfies Record<MeterCode, CodeBody>
