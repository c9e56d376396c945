import { createFileRoute } from '@tanstack/react-router'
import { ConfirmEmail } from '@/features/accounts/components/confirm-email'
import { useLinkToken } from '@/features/accounts/link-token'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/auth_/email')({ loader: () => loadCatalogue('account'), component: Page })

function Page() {
  return <ConfirmEmail token={useLinkToken()} />
}
