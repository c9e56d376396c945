import { expect, it } from 'vitest'
import { isGuest } from './states'

it.each([
  ['João Souza', 'Marina Souza', true],
  ['João', null, true],
  ['marina souza', 'Marína Souza', false],
  [null, 'Marina Souza', false],
  ['', null, false],
])('%s booked under the number of %s: %s', (guest_name, contact_name, told) => {
  expect(isGuest({ guest_name, contact_name })).toBe(told)
})
