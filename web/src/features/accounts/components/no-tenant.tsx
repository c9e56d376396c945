import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { EmptyState } from '@/ui/states'
import { useSignOut } from '../api'

/** Signed in, member of nothing. */
export function NoTenant() {
  const { t } = useTranslation(['accounts', 'shell'])
  const signOut = useSignOut()
  return (
    <main id="content" className="flex h-full items-center justify-center">
      <EmptyState
        title={<span role="heading" aria-level={1}>{t('accounts:noTenant.title')}</span>}
        action={
          <Button isBusy={signOut.isPending} onClick={() => signOut.mutate(undefined, { onSuccess: () => location.assign('/auth') })}>
            {t('shell:user.signOut')}
          </Button>
        }
      >
        {t('accounts:noTenant.text')}
      </EmptyState>
    </main>
  )
}
