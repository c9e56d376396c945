import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, createFileRoute, redirect } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { UserMenu } from '@/app/shell/user-menu'
import { meQuery } from '@/features/accounts/api'
import { Account } from '@/features/accounts/components/account/account'
import { loadCatalogue } from '@/i18n'
import { setCsrfToken } from '@/lib/http'
import { Button } from '@/ui/button'

type Search = { why?: 'second_factor' }

export const Route = createFileRoute('/me')({
  validateSearch: (raw: Record<string, unknown>): Search => (raw.why === 'second_factor' ? { why: 'second_factor' } : {}),
  beforeLoad: async ({ context, location }) => {
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (!me) throw redirect({ to: '/auth', search: { next: location.href } })
    return { me }
  },
  loader: () => loadCatalogue('account'),
  component: AccountPage,
})

function AccountPage() {
  const { t } = useTranslation('account')
  const { me: first } = Route.useRouteContext()
  const me = useQuery(meQuery).data ?? first
  const { why } = Route.useSearch()
  const navigate = Route.useNavigate()
  const client = useQueryClient()
  const leave = async () => {
    client.clear()
    setCsrfToken(null)
    client.setQueryData(meQuery.queryKey, null)
    sessionStorage.clear()
    await navigate({ to: '/auth' })
  }
  return (
    <div className="h-full overflow-y-auto">
      <header className="flex items-center justify-between gap-3 border-b bg-surface px-4 py-2.5">
        <Button asChild variant="ghost">
          <Link to="/">
            <ArrowLeft aria-hidden />
            {t('back')}
          </Link>
        </Button>
        <UserMenu me={me} />
      </header>
      <main id="content" className="mx-auto w-full max-w-4xl px-4 py-8">
        <Account me={me} isRequired={why === 'second_factor' && !me.has_second_factor} onSignedOut={() => void leave()} />
      </main>
    </div>
  )
}
