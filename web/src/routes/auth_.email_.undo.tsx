import { createFileRoute } from '@tanstack/react-router'
import { UndoEmail } from '@/features/accounts/components/undo-email'
import { useLinkToken } from '@/features/accounts/link-token'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/auth_/email_/undo')({ loader: () => loadCatalogue('account'), component: Page })

function Page() {
  const token = useLinkToken()
  return <UndoEmail key={token} token={token} />
}
