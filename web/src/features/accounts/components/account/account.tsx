import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { useTitle } from '@/lib/title'
import { ErrorState, Skeleton } from '@/ui/states'
import { signingInQuery } from '../../signing-in'
import { Identities } from './identities'
import { Part } from './part'
import { Passkeys } from './passkeys'
import { Password, Profile } from './profile'
import { Sessions } from './sessions'
import { TwoStep } from './two-step'

type Props = { me: Me; isRequired: boolean; onSignedOut: () => void }

/** Oneself: how one appears, how one signs in, where one is signed in. `isRequired`: a business sent the person here for a second factor. */
export function Account({ me, isRequired, onSignedOut }: Props) {
  const { t } = useTranslation(['account', 'shell'])
  useTitle(t('title'))
  const errorText = useErrorText()
  const signingIn = useQuery(signingInQuery)
  return (
    <>
      <h1 className="text-xl font-semibold tracking-tight">{t('title')}</h1>
      <p className="mb-5 text-sm text-ink-2">{t('lead')}</p>
      {isRequired && (
        <p role="status" className="mb-5 rounded-md bg-wait-soft px-3 py-2 text-sm text-wait">
          {t('required')}
        </p>
      )}
      <Profile key={me.user.name} me={me} />
      <Password />
      {signingIn.data ? (
        <>
          <TwoStep signingIn={signingIn.data} />
          <Passkeys signingIn={signingIn.data} />
          <Identities signingIn={signingIn.data} />
        </>
      ) : (
        <Part title={t('totp.title')}>
          {signingIn.isError ? (
            <ErrorState title={errorText(signingIn.error)} retryLabel={t('shell:retry')} onRetry={() => void signingIn.refetch()} />
          ) : (
            <div role="status" aria-busy className="w-full">
              <Skeleton className="h-16" />
            </div>
          )}
        </Part>
      )}
      <Sessions onSignedOut={onSignedOut} />
    </>
  )
}
