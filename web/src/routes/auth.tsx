import { createFileRoute, redirect, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/accounts/api'
import { AuthFrame } from '@/features/accounts/components/auth-frame'
import { SignInForm } from '@/features/accounts/components/sign-in-form'
import { safeNext } from '@/features/accounts/rules'
import { useTitle } from '@/lib/title'

type Search = { next?: string; ended?: boolean }

export const Route = createFileRoute('/auth')({
  // by hand: a schema library here would be loaded with every first screen
  validateSearch: (raw: Record<string, unknown>): Search => ({
    ...(typeof raw.next === 'string' && { next: raw.next }),
    ...(raw.ended === true && { ended: true }),
  }),
  beforeLoad: async ({ context, search: { next } }) => {
    if (await context.queryClient.ensureQueryData(meQuery)) throw redirect({ href: safeNext(next) ?? '/' })
  },
  component: SignInPage,
})

function SignInPage() {
  const { t } = useTranslation('accounts')
  const { next, ended } = Route.useSearch()
  const router = useRouter()
  useTitle(t('signIn.title'))
  return (
    <AuthFrame title="Atende" lead={t('signIn.lead')}>
      <SignInForm hasEnded={ended ?? false} onSignedIn={() => router.history.push(safeNext(next) ?? '/')} />
    </AuthFrame>
  )
}
