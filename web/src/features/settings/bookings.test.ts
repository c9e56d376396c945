import { expect, it } from 'vitest'
import { weekOf } from './bookings'

const weekly = [{ weekday: 0, opens: '08:00', closes: '12:00' }]
const plan = (more: object = {}) => ({ store_id: null, valid_from: null, valid_until: null, hours: { weekly, exceptions: [], holidays: { national: false, state: null } }, ...more })

it('shows the week of a plan that is only a week, and none of others', () => {
  expect(weekOf({ plans: [] })).toBeNull()
  expect(weekOf({ plans: [plan()] })).toEqual(weekly)
  expect(weekOf({ plans: [plan(), plan()] })).toBeUndefined()
  expect(weekOf({ plans: [plan({ store_id: 's1' })] })).toBeUndefined()
  expect(weekOf({ plans: [plan({ valid_until: '2026-12-01' })] })).toBeUndefined()
  expect(weekOf({ plans: [plan({ hours: { weekly, exceptions: [{}] } })] })).toBeUndefined()
})
