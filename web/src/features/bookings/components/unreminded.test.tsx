import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import type { FailedReminder } from '@/client/types'
import bookings from '@/i18n/pt-BR/bookings.json'
import errors from '@/i18n/pt-BR/errors.json'
import shell from '@/i18n/pt-BR/shell.json'
import { Unreminded } from './unreminded'

const { answer, session } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: { method?: string }) => Promise<unknown>>(), session: { change: true } }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }), useZone: () => ({ timeZone: 'America/Sao_Paulo', locale: 'pt-BR' }), canChange: () => session.change }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { bookings, errors, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => {
  answer.mockReset()
  session.change = true
})

const one: FailedReminder = {
  id: 'r', appointment_id: 'a', lead: 1440, at: '2030-01-01T12:00:00Z', reason: 'no_conversation', conversation_id: null,
  starts_at: '2030-01-02T12:00:00Z', timezone: 'America/Sao_Paulo', service_name: 'Consulta', contact_name: 'Bia Reis',
}
const shown = (given: Partial<FailedReminder> = {}) => {
  const onOpen = vi.fn()
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ul>
        <Unreminded one={{ ...one, ...given }} onOpen={onOpen} />
      </ul>
    </QueryClientProvider>,
  )
  return onOpen
}

it('says who, when and why, opens the appointment, and is settled by hand', async () => {
  answer.mockResolvedValue(undefined)
  const onOpen = shown()
  expect(screen.getByText(/2 de jan|02\/01/)).toHaveTextContent('09:00')
  expect(screen.getByText(bookings.reminders.reason.no_conversation)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Bia Reis · Consulta' }))
  expect(onOpen).toHaveBeenCalledWith('a')
  await userEvent.click(screen.getByRole('button', { name: bookings.unreminded.settle }))
  expect(answer).toHaveBeenCalledWith(expect.stringMatching(/t\/bookings\/reminders\/r\/settle$/), { method: 'POST' })
})

it("a vendor's own word is told in ours, and who only sees settles nothing", () => {
  session.change = false
  shown({ reason: 'undeliverable', contact_name: null })
  expect(screen.getByText(bookings.reminders.reason.other)).toBeVisible()
  expect(screen.getByRole('button', { name: `${bookings.nobody} · Consulta` })).toBeVisible()
  expect(screen.queryByRole('button', { name: bookings.unreminded.settle })).toBeNull()
})
