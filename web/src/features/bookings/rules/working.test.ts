import { expect, test } from 'vitest'
import { clipped, without } from './working'

test('what is taken out leaves what was around it', () => {
  expect(without([[0, 10]], [[3, 5], [8, 12]])).toEqual([[0, 3], [5, 8]])
  expect(without([[0, 10]], [[-5, 20]])).toEqual([])
})

test('only what lies in the day is shown of it', () => {
  expect(clipped([[-5, 3], [4, 6], [9, 20], [10, 12]], [0, 10])).toEqual([[0, 3], [4, 6], [9, 10]])
})
