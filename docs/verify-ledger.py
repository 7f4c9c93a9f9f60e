#!/usr/bin/env python3
"""Verifies a copy of a Charter ledger offline:  python3 verify-ledger.py LEDGER_FOLDER [--head SEQ:HASH]

LEDGER_FOLDER holds 000001.ndjson; --head is a head that was published elsewhere (`charter ledger head`).
Exit code 0: intact; 1: tampered, the first bad entry is named; 2: wrong usage; 74: unreadable.
Python 3.9 or newer, nothing but its standard library, no network. ledger.md explains the format.
"""
import argparse, decimal, hashlib, json, os, re, sys

class Tampered(Exception): pass
class Unreadable(Exception): pass

def sha256(text): return hashlib.sha256(text.encode('utf-8')).hexdigest()

def number(value):                                    # the shortest digits, laid out as ECMAScript does
    sign, digits, exponent = decimal.Decimal(repr(value)).as_tuple()
    text, point = ''.join(map(str, digits)).rstrip('0'), len(digits) + exponent
    if text == '': return '0'
    if len(text) <= point <= 21: text += '0' * (point - len(text))
    elif 0 < point <= 21: text = text[:point] + '.' + text[point:]
    elif -6 < point <= 0: text = '0.' + '0' * -point + text
    else: text = '.'.join(filter(None, (text[0], text[1:]))) + 'e%+d' % (point - 1)
    return '-' * sign + text

def string(value):                                    # a lone surrogate is escaped, what is not ASCII is not
    return re.sub('[\ud800-\udfff]', lambda match: '\\u%04x' % ord(match[0]), json.dumps(value, ensure_ascii=False))

def canonical(value):
    if isinstance(value, float): return number(value)
    if isinstance(value, str): return string(value)
    if isinstance(value, list): return '[' + ','.join(map(canonical, value)) + ']'
    if not isinstance(value, dict): return json.dumps(value)
    names = sorted(value, key=lambda name: name.encode('utf-16-be', 'surrogatepass'))
    return '{' + ','.join(string(name) + ':' + canonical(value[name]) for name in names) + '}'

def without(value, *names): return {name: value[name] for name in value if name not in names}

def parsed(raw):
    def refuse(constant): raise ValueError(constant)
    value = json.loads(raw.decode('utf-8'), parse_int=float, parse_constant=refuse)
    if isinstance(value, dict) and type(value.get('format')) is float and value['format'] > 1:
        raise Unreadable('a newer version of Charter has written it: verify it with the program of that version')
    return value

def erased(change):                                   # a change without its body and salt
    return 'body' not in change and 'salt' not in change and isinstance(change['uid'], str) and bool(re.fullmatch('[0-9a-f]{64}', change['digest']))

def examine(raw):                                     # one line for itself: it is written as it has to be, its bodies match
    value, text = parsed(raw), raw.decode('utf-8')
    def counts(*names): return ''.join('"%s":%d,' % (name, value[name]) for name in names if name in value)
    if 'part' in value:
        head, hidden = '{' + counts('part', 'seq', 'group') + '"changes":[', ('part', 'seq', 'group')
        if not text.startswith(head) or set(value) - {*hidden, 'changes'}: raise ValueError
        text = '{"changes":[' + text[len(head):]
    else:
        envelope, hidden = '\t"hash":"%s",%s\t', ('parts', 'group')
        if type(value['format']) is not float or value['format'] != 1 or not re.fullmatch('[0-9a-f]{64}', value['hash']): raise ValueError
        whole = envelope % (value['hash'], counts('parts', 'group'))
        if text.count(whole) != 1 or not re.fullmatch('([0-9a-f]{64})?', value['previous']): raise ValueError
        text = text.replace(whole, envelope % (value['hash'], ''))
        if 'parts' in value:                          # the changes stand in the parts before it, and two tabs in their place
            if value['changes'] or text.count('"changes":[\t\t]') != 1: raise ValueError
            text = text.replace('[\t\t]', '[]')
    numbers = [value['seq'], *(value[name] for name in ('part', 'parts', 'group') if name in value)]
    if any(type(count) is not float or count < 1 for count in numbers): raise ValueError
    plain, pieces = without(value, *hidden), text.split('\t')
    bare = dict(plain, changes=[without(change, 'body', 'salt') for change in value['changes']])
    if canonical(plain) != ''.join(pieces) or canonical(without(bare, 'hash')) != ''.join(pieces[::2]): raise ValueError
    if not all(re.fullmatch('"(body|salt|hash)":.*,', piece, re.S) for piece in pieces[1::2]): raise ValueError
    for change in value['changes']:
        if erased(change): continue
        if not re.fullmatch('[0-9a-f]{32}', change['salt']) or not isinstance(change['body'], dict): raise ValueError
        expect('a body does not match its digest', change['digest'], sha256(change['salt'] + canonical(change['body'])))
    return value, without(bare, 'hash')

def expect(message, expected, found):
    if expected != found: raise Tampered('%s\n  expected %s\n  found    %s' % (message, ascii(expected), ascii(found)))

def read(raw):
    try: return examine(raw)
    except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise Tampered('is not a line as the ledger writes it')

def unwritten(raw, offset, ended):                    # blocks of zeros: the file had grown, and its data never came
    return any((run.start() == 0 or (offset + run.start()) % 512 == 0) and (run.end() == len(raw) and not ended or (offset + run.end()) % 512 == 0)
               for run in re.finditer(b'\0+', raw))

GROUPED = re.compile(rb'\{"part":\d+,"seq":\d+,"group":\d+,"changes":\[|.*\t"hash":"[0-9a-f]{64}",("parts":\d+,)?"group":\d+,\t')

def torn(raw, offset, ended, rest):                   # whether a bad line was being written when the machine stopped
    if not ended:
        if unwritten(raw, offset, ended): return True
        try: return not read(raw[:raw.find(0)])       # a whole line, and a zero or something else in place of its end
        except Tampered: return True
    if not unwritten(raw, offset, True): return False
    offset += len(raw) + 1
    for line in rest:                                 # nothing but the same append may follow
        if line.endswith(b'\n') and not GROUPED.match(line) and not unwritten(line[:-1], offset, True): return False
        offset += len(line)
    return True

class Ledger:
    def __init__(self, published):
        self.cut = False                              # whether the first files are not there
        self.published, self.seq, self.hash, self.changes, self.place = published, 0, '', 0, ''
        self.open, self.parts, self.group = [], 0, 0  # the entry whose parts are being read; the append
        self.start, self.starts, self.sealed = 0, {}, 0   # the last entry that is not there; by number the hash before each file; the last seal
        self.erased, self.lacking = [], {}            # uids whose bodies are gone; by uid the first place, until an entry accounts for it

    def take(self, value, bare):
        gone = [change['uid'] for change in value['changes'] if erased(change)]
        expect('is not the entry that should stand here', self.seq + 1, value['seq'])
        if 'group' in value: expect('does not belong to the append around it', self.group, value['group'])
        elif self.parts: raise Tampered('begins an append inside an entry')
        if 'part' in value:
            expect('is not the next part', self.parts + 1, value['part'])
            self.open, self.parts, self.erased = self.open + bare['changes'], self.parts + 1, self.erased + gone
        else:
            expect('does not follow the entry before it', self.hash, value['previous'])
            expect('does not close the parts before it', self.parts, value.get('parts', 0))
            whole = dict(bare, changes=self.open) if self.parts else bare
            expect('does not match its hash', value['hash'], sha256(self.hash + canonical(whole)))
            self.seq, self.hash, self.changes, self.open, self.parts = self.seq + 1, value['hash'], self.changes + len(whole['changes']), [], 0
            for uid in self.erased + gone: self.lacking.setdefault(uid, (self.seq, self.place))
            self.erased, evidence = [], value.get('evidence')
            if isinstance(evidence, dict) and value.get('type') == 'sealed': self.seal(evidence)
            uids = evidence.get('uids') if isinstance(evidence, dict) and value.get('type') == 'erased' else None
            for uid in uids if isinstance(uids, list) else []: self.lacking.pop(uid if isinstance(uid, str) else '', None)
        self.group = value.get('group', value['seq'])

    def seal(self, seal):
        counts, texts = [type(seal.get(name)) for name in ('segment', 'seq')], [type(seal.get(name)) for name in ('hash', 'until', 'state')]
        if counts != [float, float] or texts != [str, str, str] or seal['seq'] < self.start: return
        if self.starts.get(seal['seq']) != seal['hash']:
            self.seq -= 1
            raise Tampered('seals an entry with which no file ends')
        self.sealed = seal['seq']

    def file(self, path, is_last):                    # gives whether the end is an append that was not finished
        self.place, self.group, offset, ended = os.path.basename(path) + ':1', 0, 0, False
        if not os.path.exists(path): raise Tampered('is missing or empty')
        with open(path, 'rb') as rest:
            for index, line in enumerate(rest):
                ended, raw, self.place = line.endswith(b'\n'), line.rstrip(b'\n') if line.endswith(b'\n') else line.rstrip(b'\0'), '%s:%d' % (os.path.basename(path), index + 1)
                if index == 0:
                    match = re.fullmatch(rb'\{"format":1,"ledger":"charter","previous":"([0-9a-f]*)","seq":(\d{1,15})\}', raw)
                    if match and self.cut and not self.starts:
                        self.seq = self.start = int(match[2])
                        self.hash = match[1].decode()
                        if 0 < self.published[0] < self.start: raise Unreadable('entry %d, which was published, is sealed away' % self.published[0])
                        if self.published[0] == self.start: expect('is not the entry whose hash was published', self.published[1], self.hash)
                    self.starts[self.seq] = self.hash
                    header = b'{"format":1,"ledger":"charter","previous":"%s","seq":%d}\n' % (self.hash.encode(), self.seq)
                    if line != header:
                        try: parsed(raw)
                        except (ValueError, RecursionError): pass
                    expect('is not the first line that this file should have', header, line)
                else:
                    try: self.take(*read(raw))
                    except Tampered:
                        if is_last and torn(raw, offset, ended, rest): return True
                        raise
                    if self.seq == self.published[0] and self.hash != self.published[1]:
                        self.seq -= 1
                        expect('is not the entry whose hash was published', self.published[1], self.hash)
                offset += len(line)
        if offset == 0: raise Tampered('is missing or empty')
        if not is_last and (not ended or self.parts): raise Tampered('does not end, though another file follows')
        return self.parts > 0

def verify(folder, published=(0, '')):                # gives the exit code, and what to print
    ledger, unfinished = Ledger(published), False
    try:
        names = [name for name in os.listdir(folder) if not name.endswith('.tmp')]
        if not names or not all(re.fullmatch('[0-9]{6,15}[.]ndjson', name) and int(name[:-7]) and '%06d.ndjson' % int(name[:-7]) == name for name in names):
            raise Unreadable('the folder holds no ledger, or other files')
        first = min(int(name[:-7]) for name in names)
        ledger.cut = first > 1
        for index in range(first, first + len(names)):
            unfinished = ledger.file(os.path.join(folder, '%06d.ndjson' % index), index == first + len(names) - 1)
        if published[0] > ledger.seq: raise Tampered('is missing: the ledger ends, though entry %d was published' % published[0])
        if ledger.cut and not 0 < ledger.start <= ledger.sealed:
            ledger.seq, ledger.place = 0, '000001.ndjson:1'
            raise Tampered('is missing, and no entry of type sealed accounts for it')
        for seq, ledger.place in ledger.lacking.values():
            ledger.seq = seq - 1
            raise Tampered('lacks a body, and no later entry says that it was erased')
    except Tampered as flaw: return 1, 'tampered: entry %d at %s %s' % (ledger.seq + 1, ledger.place, flaw)
    except (OSError, Unreadable) as reason: return 74, 'unreadable: %s' % reason
    sealed = '\nentries up to %d are sealed away' % ledger.start if ledger.start else ''
    tail = '\nan append at the end was not finished; it counts for nothing' if unfinished else ''
    return 0, 'intact: %d entries with %d changes%s\nhead %d:%s' % (ledger.seq - ledger.start, ledger.changes, sealed + tail, ledger.seq, ledger.hash)

def head(text):
    match = re.fullmatch(r'([1-9][0-9]{0,14}):([0-9a-f]{64})|0:', text)
    if match is None: raise argparse.ArgumentTypeError('a head is written SEQ:HASH')
    return int(match[1] or 0), match[2] or ''

if __name__ == '__main__':
    parser = argparse.ArgumentParser(description='Verifies a copy of a Charter ledger offline.')
    parser.add_argument('folder', metavar='LEDGER_FOLDER')
    parser.add_argument('--head', metavar='SEQ:HASH', type=head, default=(0, ''), help='a head that was published elsewhere')
    arguments = parser.parse_args()
    code, text = verify(arguments.folder, arguments.head)
    print(text.encode('ascii', 'backslashreplace').decode('ascii'))
    sys.exit(code)
