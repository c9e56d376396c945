import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { AppointmentChange } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { History } from './history'
import { OffTheClock } from './off-the-clock'

const { answer, say, session } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: { method?: string; body?: unknown }) => Promise<unknown>>(), say: vi.fn<(text: string) => void>(), session: { change: true } }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' }, me: { user: { id: 'u' } } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), canChange: () => session.change }))
vi.mock('@/ui/toast', () => ({ toast: say }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => {
  answer.mockReset()
  say.mockReset()
  session.change = true
})

const seen = { was_starts_at: '2030-01-02T12:00:00Z', was_agreed_local: '2030-01-02T09:00:00', was_timezone: 'America/Rio_Branco' }
const shown = () => {
  const onOpen = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <ul>
        <OffTheClock
          one={{ appointment_id: 'a', starts_at: '2030-01-02T12:00:00Z', timezone: 'America/Rio_Branco', agreed_local: '2030-01-02T09:00:00', service_name: 'Consulta', contact_name: 'Bia Reis' }}
          onOpen={onOpen}
        />
      </ul>
    </QueryClientProvider>,
  )
  return onOpen
}
const again = () => screen.getByRole('button', { name: bookings.offClock.again })
const keep = () => screen.getByRole('button', { name: bookings.offClock.keep })

it('says what was agreed and what its own clock shows, and opens the appointment', async () => {
  const onOpen = shown()
  expect(screen.getByText(/^Combinado:/)).toHaveTextContent('09:00')
  expect(screen.getByText(/^Está:/)).toHaveTextContent(/07:00.*America\/Rio Branco/)
  await userEvent.click(screen.getByRole('button', { name: 'Bia Reis · Consulta' }))
  expect(onOpen).toHaveBeenCalledWith('a')
})

it('whoever only sees is told why, and changes nothing', () => {
  session.change = false
  shown()
  expect(screen.getByText(bookings.offClock.why)).toBeVisible()
  expect(screen.queryByRole('button', { name: bookings.offClock.again })).toBeNull()
  expect(screen.queryByRole('button', { name: bookings.offClock.keep })).toBeNull()
})

it('is tried again as it was seen', async () => {
  answer.mockResolvedValue({ id: 'a' })
  shown()
  await userEvent.click(again())
  expect(answer).toHaveBeenCalledWith('/api/t/t/bookings/off-clock/a/put-back', { method: 'POST', body: seen })
  await vi.waitFor(() => expect(say).toHaveBeenCalledWith('Voltou à hora combinada: 02/01/2030 09:00'))
})

it('what is in the way is told by both clocks and opened, and what is free instead is taken', async () => {
  const there = { appointment_id: 'b', service_name: 'Exame', resource_name: 'Dra. Ana', starts_at: '2030-01-02T14:00:00Z', ends_at: '2030-01-02T15:00:00Z' }
  const outside = { ...there, appointment_id: null, service_name: null, ends_at: '2030-01-02T14:15:00Z' }
  const params = { in_the_way: [there, outside], alternatives: [{ starts_at: '2030-01-02T15:00:00Z', store_id: 's', timezone: 'America/Rio_Branco' }] }
  answer.mockImplementation(async (path) => {
    if (path.endsWith('/put-back')) throw new ApiError(409, 'slot_taken', null, params as never)
    if (path.endsWith('/stores')) return { items: [] }
    return { id: 'a', starts_at: '2030-01-02T15:00:00Z', timezone: 'America/Rio_Branco' }
  })
  const onOpen = shown()
  await userEvent.click(again())
  const alert = await screen.findByRole('alert')
  expect(alert).toHaveTextContent(bookings.offClock.refused.slot_taken)
  const list = within(alert).getByRole('list', { name: bookings.offClock.inTheWay })
  expect(within(list).getAllByRole('listitem').map((one) => one.textContent)).toEqual([
    'Exame, 11:00–12:00, Dra. Ana (09:00 pelo horário de America/Rio Branco)',
    'Ocupado na agenda externa, 11:00–11:15, Dra. Ana (09:00 pelo horário de America/Rio Branco)',
  ])
  await userEvent.click(within(list).getByRole('button'))
  expect(onOpen).toHaveBeenCalledWith('b')
  await userEvent.click(within(alert).getByRole('button', { name: /12:00.*10:00 pelo horário de America\/Rio Branco/ }))
  const body = { starts_at: '2030-01-02T15:00:00.000Z', was_starts_at: seen.was_starts_at, store_id: 's' }
  expect(answer).toHaveBeenCalledWith('/api/t/t/bookings/appointments/a/reschedule', { method: 'POST', body })
  await vi.waitFor(() => expect(say).toHaveBeenCalledWith(expect.stringContaining('12:00, 10:00 pelo horário')))
})

it('is kept once the hour is read and agreed on, by the keyboard too', async () => {
  answer.mockResolvedValue({ id: 'a' })
  shown()
  keep().focus()
  await userEvent.keyboard('{Enter}')
  expect(screen.getByText(/A hora combinada passa a ser 02\/01\/2030 07:00 \(America\/Rio Branco\)/)).toBeVisible()
  expect(answer).not.toHaveBeenCalled()
  expect(screen.getByRole('button', { name: 'Combinar 07:00' })).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  expect(answer).toHaveBeenCalledWith('/api/t/t/bookings/off-clock/a/keep', { method: 'POST', body: seen })
  await vi.waitFor(() => expect(say).toHaveBeenCalledWith('Combinado agora: 02/01/2030 07:00'))
})

it('what somebody changed meanwhile is said with where it is now', async () => {
  answer.mockRejectedValue(new ApiError(409, 'appointment_moved', 'was_starts_at', { starts_at: '2030-01-03T12:00:00Z', ends_at: '2030-01-03T13:00:00Z' }))
  shown()
  await userEvent.click(again())
  await vi.waitFor(() => expect(say).toHaveBeenCalledWith(`${errors.appointment_moved} Agora é quinta-feira, 3 de janeiro, às 09:00.`, { tone: 'danger' }))
  expect(screen.queryByRole('alert')).toBeNull()
})

it('the history tells which hour is agreed since, and which was before', () => {
  const had = { at: seen.was_starts_at, actor: 'user:u', actor_name: null, from_state: null, to_state: 'confirmed', from_starts_at: null, to_starts_at: seen.was_starts_at, to_ends_at: null, resources: [], reason: '', is_overbooked: false } as AppointmentChange
  render(<History changes={[had, { ...had, from_state: 'confirmed', from_starts_at: had.to_starts_at, reason: 'clock_kept:2030-01-02T09:00:America/Rio_Branco' }]} />)
  expect(screen.getByText('Hora combinada agora: 02/01/2030 07:00 (America/Rio Branco). Antes: 02/01/2030 09:00')).toBeVisible()
  expect(screen.queryByText(/clock_kept/)).toBeNull()
})
