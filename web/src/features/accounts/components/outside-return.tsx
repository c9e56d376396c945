import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Spinner } from '@/ui/spinner'
import { toast } from '@/ui/toast'
import { useEnter } from '../api'
import { finish, takeNext } from '../outside'
import { AuthFrame, Problem } from './auth-frame'

type Props = { me: Me | null; code?: string; refusal?: string; onSignedIn: (next: string | undefined) => void; onLinked: () => void }

/** The browser is back from the service elsewhere. What that service writes into the address is not shown: anybody could have. */
export function OutsideReturn({ me, code, refusal, onSignedIn, onLinked }: Props) {
  const { t } = useTranslation(['account', 'shell'])
  const errorText = useErrorText()
  const enter = useEnter()
  const work = useMutation({
    mutationFn: finish,
    onSuccess: async (entered) => {
      if (!entered) {
        toast(t('outside.linked'))
        return onLinked()
      }
      await enter(entered)
      onSignedIn(takeNext())
    },
  })
  const { mutate } = work
  const handedIn = useRef<string>(undefined) // a code works once
  useEffect(() => {
    if (!code || handedIn.current === code) return
    handedIn.current = code
    mutate(code)
  }, [code, mutate])

  const hasFailed = !code || work.isError
  useTitle(hasFailed ? t('outside.failed') : t('outside.returning'))
  const isRefused = work.error instanceof ApiError && work.error.code === 'second_factor_required'
  const why = isRefused ? t('outside.secondFactor') : work.error ? errorText(work.error) : refusal === 'access_denied' ? t('outside.cancelled') : errorText(new ApiError(422, 'outside_unfinished'))
  return (
    <AuthFrame title={hasFailed ? t('outside.failed') : t('outside.returning')}>
      {hasFailed ? (
        <div className="flex flex-col gap-4">
          <Problem>{why}</Problem>
          <Button asChild variant="primary" size="lg">
            {me ? <Link to="/me">{t('outside.toAccount')}</Link> : <Link to="/auth">{t('outside.toSignIn')}</Link>}
          </Button>
        </div>
      ) : (
        <p role="status" className="flex items-center gap-3 text-sm text-ink-2">
          <Spinner className="size-5" />
          {t('outside.wait')}
        </p>
      )}
    </AuthFrame>
  )
}
