import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import calendars from '@/i18n/pt-BR/calendars.json'
import errors from '@/i18n/pt-BR/errors.json'
import settings from '@/i18n/pt-BR/settings.json'
import shell from '@/i18n/pt-BR/shell.json'
import { SubscribeDialog } from './subscribe-dialog'

const { answer } = vi.hoisted(() => ({ answer: vi.fn<(path: string, options: { body?: unknown }) => Promise<unknown>>() }))
vi.mock('@/lib/http', async (real) => ({ ...(await real<object>()), request: answer }))
vi.mock('@/lib/session', () => ({ useSession: () => ({ tenant: { id: 't' } }) }))

beforeAll(() => i18next.use(initReactI18next).init({ lng: 'pt-BR', resources: { 'pt-BR': { calendars, errors, settings, shell } }, defaultNS: 'shell', react: { useSuspense: false } }))
beforeEach(() => answer.mockReset().mockResolvedValue({ id: 'c' }))

const typed = async (address: string) => {
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SubscribeDialog resourceId="r" onClose={() => undefined} />
    </QueryClientProvider>,
  )
  await userEvent.type(screen.getByLabelText(calendars.subscribe.name), 'Particular')
  await userEvent.type(screen.getByLabelText(calendars.subscribe.address), address)
  await userEvent.click(screen.getByRole('button', { name: shell.save }))
}

it.each(['https://exemplo.com.br/a.ics', 'webcal://exemplo.com.br/a.ics', ' WEBCAL://exemplo.com.br/a.ics'])('subscribes to %s', async (address) => {
  await typed(address)
  const body = { resource_id: 'r', name: 'Particular', address: 'https://exemplo.com.br/a.ics' }
  await vi.waitFor(() => expect(answer).toHaveBeenCalledWith('/api/t/t/bookings/calendars/subscribe', { method: 'POST', body }))
})

it('says of what is no such address how one begins', async () => {
  await typed('http://exemplo.com.br/a.ics')
  expect(screen.getByText(calendars.subscribe.wrong)).toBeVisible()
  expect(answer).not.toHaveBeenCalled()
})
