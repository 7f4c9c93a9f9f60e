// What is written in no more than these characters may be base64, base64url or the like.
const WORD = /[A-Za-z0-9+/_=-]{24,}/g
// Longer ones are pictures, certificates and other data.
const LONGEST = 256
// What people paste that is random, and public: keys and certificates by their header, pictures, checksums, fingerprints.
const PUBLIC =
  /-----BEGIN (?:[A-Z0-9 ]{1,40} )?(?:PUBLIC KEY|CERTIFICATE)|\b(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-[a-z0-9-]+|sk-ssh-[a-z0-9@.-]+) AAAA|data:[a-z]+\/[a-z0-9.+-]+;base64,|\b(?:sha(?:1|256|384|512)|SHA256|md5)[-:]/
// The path of an address names a page or a document; what follows `?` may open it.
const ADDRESS_PATH = /:\/\/[^\s?#"']*/g

/**
 * Whether a text holds a word that seems to be made by chance, as tokens and generated passwords are: 24 to 256 letters
 * and digits that change between lower case, upper case and digits far more often than words, names and paths do.
 * Digits and letters up to `f` alone are none: digests, commits and identifiers look like that.
 */
export function looksRandom(text: string): boolean {
  if (text.length < 24 || !HAS_DIGIT.test(text)) return false
  const words = text.replace(ADDRESS_PATH, '://').match(WORD)
  return words?.some(isRandom) === true && !PUBLIC.test(text)
}

/** Where in a line such words stand, whatever is said of them: what is shown of a file leaves them out. */
export function randomParts(line: string): readonly { readonly start: number; readonly end: number }[] {
  if (line.length < 24) return []
  return [...line.matchAll(WORD)]
    .filter(([word]) => isRandom(word))
    .map(({ 0: word, index }) => ({ start: index, end: index + word.length }))
}

const HAS_DIGIT = /[0-9]/
const HEXADECIMAL = /^(?:0x)?[0-9A-Fa-f_-]+$/

function isRandom(word: string): boolean {
  if (word.length > LONGEST || HEXADECIMAL.test(word)) return false
  const { lower, upper, digits, changes } = countsOf(word)
  const letters = lower + upper + digits
  if (digits < 2 || letters < 20) return false
  const isMixed = lower >= 3 && upper >= 3
  // Of two classes there is less to change between, and generated names (`web-7d9f8b6c5d-x2k4p`) have separators.
  return isMixed ? changes >= letters * 0.4 : letters === word.length && digits >= letters / 7 && changes >= letters / 3
}

interface Counts {
  readonly lower: number
  readonly upper: number
  readonly digits: number
  /** How often one character is of another class than the one before it. */
  readonly changes: number
}

function countsOf(word: string): Counts {
  let [lower, upper, digits, changes, last] = [0, 0, 0, 0, '']
  for (const character of word) {
    const own = classOf(character)
    if (own === 'lower') lower++
    else if (own === 'upper') upper++
    else if (own === 'digit') digits++
    if (own !== '' && last !== '' && own !== last) changes++
    last = own
  }
  return { lower, upper, digits, changes }
}

function classOf(character: string): 'lower' | 'upper' | 'digit' | '' {
  if (character >= 'a' && character <= 'z') return 'lower'
  if (character >= 'A' && character <= 'Z') return 'upper'
  return character >= '0' && character <= '9' ? 'digit' : ''
}
