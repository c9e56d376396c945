import { expect, it } from 'vitest'
import { firstBits, workedOut } from './work'

// as Python's hashlib says, around the ends of blocks
it.each([
  ['', 0xe3b0c442],
  ['abc', 0xba7816bf],
  ['a'.repeat(55), 0x9f4390f8],
  ['a'.repeat(56), 0xb35439a4],
  ['a'.repeat(64), 0xffe054fe],
  ['x'.repeat(200), 0xaa20c23e],
])('agrees with SHA-256 about %s', (text, bits) => expect(firstBits(text)).toBe(bits))

it('finds the first number that shows the work', async () => expect(await workedOut('ticket', 'id', 10)).toBe(481))
