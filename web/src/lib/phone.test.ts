import { expect, it } from 'vitest'
import { phoneTyped } from './phone'

/** As it stands after each key. */
const typed = (keys: string) => [...keys].reduce((shown, key) => phoneTyped(shown, shown + key), '')

it.each([
  ['11987654321', '(11) 98765-4321'],
  ['1132654321', '(11) 3265-4321'],
  ['(11) 98765-4321', '(11) 98765-4321'],
  ['+5511987654321', '+5511987654321'],
  ['+1 650 555 0100', '+1 650 555 0100'],
])('%s is shown as %s', (keys, shown) => {
  expect(typed(keys)).toBe(shown)
})

it('leaves alone what is put right in the middle, or taken away', () => {
  expect(phoneTyped('(11) 98765-4321', '(11) 98765-432')).toBe('(11) 98765-432')
  expect(phoneTyped('(11) 98765-4321', '(12) 98765-4321')).toBe('(12) 98765-4321')
  expect(phoneTyped('', '11987654321')).toBe('(11) 98765-4321')
  expect(phoneTyped('', '5511987654321')).toBe('5511987654321')
})
