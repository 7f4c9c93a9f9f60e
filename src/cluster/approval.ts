import { shortened, visible } from '../lib/text.ts'

/** The object by whose annotation a person approves what is held: the organization, or the report of the source that is held as a whole. */
export interface Carrier {
  readonly kind: 'organization' | 'reconcilereport'
  readonly name: string
}

const MOST_TEXT = 600

/**
 * What is held, and the command by which a person approves exactly that: an annotation where there is an object that can carry it;
 * else the command line.
 */
export function withApproval(message: string, carrier: Carrier | undefined, digest: string): string {
  return `${shortened(visible(message), MOST_TEXT)}${approvalOf(carrier, digest)}`
}

/** The end of a message that says how what is held may be approved. */
export function approvalOf(carrier: Carrier | undefined, digest: string): string {
  const command =
    carrier === undefined
      ? `charter approve ${digest}`
      : `kubectl annotate --overwrite ${carrier.kind} ${visible(carrier.name)} charter.sh/approve=${digest}`
  return `; to approve exactly that: ${command}`
}
