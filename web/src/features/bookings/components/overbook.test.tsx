import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import type { ReactNode } from 'react'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { Appointment } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { ApiError } from '@/lib/http'
import { NewAppointment } from './new-appointment'
import { Refused } from './refused'
import type { Moving, RefusedMove } from './use-moving'

type Options = { method?: string; body?: Record<string, unknown> }

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: Options) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't', role: 'owner', permissions: [] } }), canChange: () => true, canSee: () => true, useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), useToday: () => '2030-01-02' }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => void answer.mockReset())

const nine = '2030-01-02T12:00:00Z'
const whole = ({ children }: { children: ReactNode }) => <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>{children}</QueryClientProvider>
const sent = () => answer.mock.calls.filter(([, { method }]) => method === 'POST').map(([, { body }]) => [body?.overbook, body?.reason])

it('somebody is put beside who has the time, and why is sent with it', async () => {
  answer.mockImplementation(async (path, options) => {
    if (options.method === 'POST' && options.body?.overbook) return { id: 'a', starts_at: nine, ends_at: nine, contact_name: 'Ana', timezone: 'America/Sao_Paulo' }
    if (options.method === 'POST') throw new ApiError(409, 'slot_taken', 'starts_at', { alternatives: [] as never })
    if (path.includes('/bookings/services')) return { items: [{ service_id: 's', name: 'Consulta', duration: 60, is_active: true, needs_professional: false, place: 'online', professional_ids: [] }] }
    return { items: [], timezone: 'America/Sao_Paulo', stores: [] }
  })
  render(<NewAppointment start={{ service: 's', day: '2030-01-02', at: Date.parse(nine), contact: { id: 'c', name: 'Ana', conversationId: null } }} today="2030-01-02" onClose={() => undefined} onBooked={() => undefined} />, { wrapper: whole })
  await screen.findByRole('option', { name: /Consulta/ })
  expect(screen.queryByLabelText(bookings.why)).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: bookings.book.confirm }))
  await userEvent.type(await screen.findByLabelText(bookings.why), 'dor de dente')
  await userEvent.click(screen.getByRole('button', { name: bookings.book.overbook }))
  await vi.waitFor(() => expect(sent()).toEqual([[false, ''], [true, 'dor de dente']]))
})

const one = { id: 'a', starts_at: nine, ends_at: '2030-01-02T13:00:00Z', timezone: 'America/Sao_Paulo', contact_name: 'Ana', service_name: 'Consulta', state: 'confirmed', resources: [] } as unknown as Appointment
const move: RefusedMove = { move: { appointment: one, startsAt: Date.parse(nine), from: 'p', to: 'p', reason: 'viagem' }, alternatives: [] }
const resize: RefusedMove = { resize: { appointment: one, endsAt: Date.parse('2030-01-02T14:00:00Z') }, freeUntil: Date.parse('2030-01-02T13:00:00Z') }

it.each([
  ['move', move, 'viagem', 'viagem, urgente'],
  ['resize', resize, '', ', urgente'],
] as const)('so is who is moved or lasts longer, with what was said before: %s', async (verb, refused, before, said) => {
  const did = vi.fn()
  answer.mockResolvedValue({ items: [] })
  render(<Refused moving={{ move: did, resize: did, isBusy: false, refused, forget: () => undefined } satisfies Moving} />, { wrapper: whole })
  expect(screen.getByLabelText(bookings.why)).toHaveValue(before)
  await userEvent.type(screen.getByLabelText(bookings.why), ', urgente')
  await userEvent.click(screen.getByRole('button', { name: bookings.book.overbook }))
  expect(did).toHaveBeenCalledWith(expect.objectContaining({ overbook: true, reason: said, ...(verb === 'move' ? { to: 'p' } : {}) }))
})
