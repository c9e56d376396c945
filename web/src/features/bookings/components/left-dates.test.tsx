import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { Left } from './left-dates'

type Options = { method?: string; body?: { client_id: string; starts_at: string } }

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }) }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => answer.mockReset())

const at = Date.parse('2030-01-02T12:00:00Z')
const near = Date.parse('2030-01-02T13:00:00Z')
const later = '2030-01-02T18:00:00Z'
const wish = { starts_at: '2030-01-02T12:00:00Z', contact_id: 'c', service_id: 's', client_id: 'whole' }
const ids = () => answer.mock.calls.flatMap(([, { body }]) => (body ? [body.client_id] : []))

const shown = () => {
  const onClose = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Left dates={[{ at, code: 'slot_taken', alternatives: [near] }]} wish={wish} onClose={onClose} />
    </QueryClientProvider>,
  )
  return onClose
}
const press = (time: string) => userEvent.click(within(screen.getByRole('list', { name: bookings.alternatives.title })).getByRole('button', { name: time }))

it('what is asked again after a lost answer is the same booking', async () => {
  const onClose = shown()
  answer.mockRejectedValueOnce(new ApiError(0, 'network'))
  await press('10:00')
  expect(await screen.findByRole('alert')).not.toBeEmptyDOMElement()
  answer.mockResolvedValueOnce({ id: 'a', starts_at: '2030-01-02T13:00:00Z', contact_name: 'Ana' })
  await press('10:00')
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled())
  const [first, second] = ids()
  expect(first).not.toBe('whole')
  expect(second).toBe(first)
})

it('what was refused is asked anew, and says what is free now', async () => {
  shown()
  answer.mockRejectedValueOnce(new ApiError(500, 'internal'))
  await press('10:00')
  await screen.findByRole('alert')
  answer.mockRejectedValueOnce(new ApiError(409, 'slot_taken', null, { alternatives: [{ starts_at: later, store_id: null, timezone: null }] } as never))
  await press('10:00')
  expect(await screen.findByRole('button', { name: '15:00' })).toBeEnabled()
  const [first, second] = ids()
  expect(second).not.toBe(first)
})

it('a press beside it or Escape does not take away what is missing', async () => {
  const onClose = shown()
  await userEvent.keyboard('{Escape}')
  expect(onClose).not.toHaveBeenCalled()
})
