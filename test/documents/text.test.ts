import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEFAULT_LIMITS } from '../../src/documents/limits.ts'
import { decodeText, tooLarge } from '../../src/documents/text.ts'
import { told, wrongBytes } from './support/reading.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

function textOf(bytes: Uint8Array): string | undefined {
  const decoded = decodeText('git', 'acme.yaml', bytes, DEFAULT_LIMITS)
  return 'file' in decoded ? decoded.file.text : undefined
}

test('text keeps its line ends, and loses a byte order mark', () => {
  assert.is(textOf(utf8('a: 1\r\nb: é\n')), 'a: 1\r\nb: é\n')
  assert.is(textOf(utf8('\ufeffa: 1\n')), 'a: 1\n')
  assert.is(textOf(new Uint8Array()), '')
})

test('Y02 a lone carriage return and a byte order mark inside the file are refused, with place', () => {
  assert.equal(wrongBytes(utf8('a: 1\r\nb: 2\rc: 3\n')), ['Syntax 2:5 a carriage return alone does not end a line'])
  assert.equal(wrongBytes(utf8('a: 1\n\ufeffb: 2\n')), [
    'Syntax 2:1 a byte order mark may stand only at the start of a file',
  ])
  assert.equal(wrongBytes(utf8('\ufeff\ufeffa: 1\n')), [
    'Syntax 1:1 a byte order mark may stand only at the start of a file',
  ])
})

test('Y03 UTF-16 is told from other bytes that are not UTF-8', () => {
  const wide = 'NotUtf8 1:1 the file is not UTF-8: it looks like UTF-16'
  const little = Buffer.from('a: 1\n', 'utf16le')
  const big = Buffer.from(little).swap16()
  assert.equal(wrongBytes(little), [wide])
  assert.equal(wrongBytes(big), [wide])
  assert.equal(wrongBytes(Buffer.concat([Buffer.from([0xff, 0xfe]), little])), [wide])
  assert.equal(wrongBytes(Buffer.concat([Buffer.from([0xfe, 0xff]), big])), [wide])
})

test('Y03 Latin-1, overlong forms, surrogates and a cut end are refused where they begin', () => {
  const at = (place: string): string[] => [`NotUtf8 ${place} the file is not UTF-8 from here on`]
  assert.equal(wrongBytes(Buffer.from('a: 1\nname: Ren\xe9\n', 'latin1')), at('2:10'))
  assert.equal(wrongBytes(Buffer.concat([utf8('é: '), Buffer.from([0xc0, 0x80])])), at('1:4'))
  assert.equal(wrongBytes(Buffer.concat([utf8('a: '), Buffer.from([0xed, 0xa0, 0x80])])), at('1:4'))
  assert.equal(wrongBytes(Buffer.concat([utf8('a: '), Buffer.from([0xe2, 0x82])])), at('1:4'))
})

test('Y04 NUL bytes and escape sequences are refused, also in comments', () => {
  assert.equal(wrongBytes(utf8('a: 1\nb: x\0y\n')), ['Syntax 2:5 a NUL byte is not allowed'])
  assert.equal(wrongBytes(utf8('a: 1 # \u001b[2J\n')), ['Syntax 1:8 a control character is not allowed'])
  assert.equal(wrongBytes(utf8('a: 1\u007f\n')), ['Syntax 1:5 a control character is not allowed'])
})

test('Y10 a file over the limit is refused by its size, before its bytes are looked at', () => {
  const bytes = new Uint8Array(100).fill(0xff)
  assert.equal(wrongBytes(bytes, { fileBytes: 99 }), ['TooLarge 1:1 the file has 100 bytes, at most 99 are read'])
  assert.is(wrongBytes(bytes, { fileBytes: 100 })[0]?.startsWith('NotUtf8'), true)
  const problem = tooLarge('git', 'big.yaml', 104_857_600, DEFAULT_LIMITS)
  assert.equal(told([problem]), ['TooLarge 1:1 the file has 104857600 bytes, at most 1048576 are read'])
  assert.equal(problem.origin, { source: 'git', path: 'big.yaml', line: 1, column: 1 })
})

test('G18 a git-lfs pointer is named as one', () => {
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n'
  assert.equal(wrongBytes(utf8(pointer)), [
    'LfsPointer 1:1 the file is a git-lfs pointer, its content is elsewhere; git-lfs is not supported',
  ])
})

test('G19 merge conflict markers are named, with the line of the first', () => {
  const message = 'a merge conflict is not resolved: its markers still stand in the file'
  for (const marker of ['<<<<<<< HEAD', '||||||| base', '=======', '>>>>>>> topic', '<<<<<<<']) {
    assert.equal(wrongBytes(utf8(`a: 1\n${marker}\nb: 2\n`)), [`MergeConflict 2:1 ${message}`], marker)
    assert.equal(wrongBytes(utf8(`a: 1\r\n${marker}\r\nb: 2\r\n`)), [`MergeConflict 2:1 ${message}`], marker)
  }
})

test('lines that only resemble conflict markers are text', () => {
  for (const line of ['  =======', '========', '<<<<<<', 'x <<<<<<< y', '>>>>>>>>']) {
    assert.is(textOf(utf8(`a: |\n${line}\n`)) !== undefined, true, line)
  }
})

test.run()
