import { segmentsOf } from '../../lib/pointer.ts'
import type { Flaw } from '../clean.ts'
import type { Fault, Words } from '../decoded.ts'
import { named } from './place.ts'

/** The fault that a flaw is: a warning for a null, an error for the rest. */
export function flawFault({ type, pointer }: Flaw): Fault {
  return {
    severity: type === 'null' ? 'warning' : 'error',
    pointer,
    at: type === 'number' ? 'value' : 'key',
    tell: () => flawWords(type, named(segmentsOf(pointer).at(-1) ?? '')),
  }
}

function flawWords(type: Flaw['type'], name: string): Words {
  switch (type) {
    case 'null': {
      const help = 'take the line away; the texts "null" and "~" need quotes'
      return { code: 'NullField', message: `${name} is null, which counts as left out`, help }
    }
    case 'name':
      return { code: 'InvalidField', message: `no field may be called ${name}` }
    case 'number': {
      const message = `${name} is no exact number: it is infinite, or beyond ${Number.MAX_SAFE_INTEGER} and rounded`
      return {
        code: 'InvalidField',
        message,
        help: 'write a smaller number, or put it in quotes where text is allowed',
      }
    }
  }
}
