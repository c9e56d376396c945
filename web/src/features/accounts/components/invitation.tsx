import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me, SeenInvitation } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError, request } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { Skeleton } from '@/ui/states'
import { toast } from '@/ui/toast'
import { meQuery, useEnter, useSignOut } from '../api'
import { useWeakness } from '../weakness'
import { AuthFrame, Problem } from './auth-frame'
import { PasswordField } from './password-field'

type Props = { token: string; me: Me | null; onJoined: (slug: string) => void }

/** The link of an invitation was opened: by somebody new, by somebody with an account, or by somebody signed in. */
export function InvitationPage({ token, me, onJoined }: Props) {
  const { t } = useTranslation('account')
  useTitle(t('invitation.title'))
  const errorText = useErrorText()
  const seen = useQuery({
    queryKey: ['invitation', token],
    retry: false,
    staleTime: Infinity,
    queryFn: () => request<SeenInvitation>('/api/auth/invitation', { method: 'POST', body: { token } }),
  })
  if (seen.isError)
    return (
      <AuthFrame title={t('invitation.title')}>
        <div className="flex flex-col gap-4">
          <Problem>{errorText(seen.error)}</Problem>
          <Button asChild size="lg">
            <Link to="/auth">{t('reset.signIn')}</Link>
          </Button>
        </div>
      </AuthFrame>
    )
  if (!seen.data)
    return (
      <AuthFrame title={t('invitation.title')}>
        <div role="status" aria-busy className="flex flex-col gap-3">
          <Skeleton className="h-5" />
          <Skeleton className="h-9" />
        </div>
      </AuthFrame>
    )
  const { business, role, invited_by } = seen.data
  return (
    <AuthFrame title={t('invitation.title')}>
      <p className="mb-5 text-sm text-ink-2">
        {invited_by ? t('invitation.by', { name: invited_by }) : t('invitation.byNobody')} <strong className="font-semibold text-ink">{business}</strong>
        {role === 'owner' || role === 'staff' ? ` ${t(`invitation.role.${role}`)}` : ''}.
      </p>
      {me ? <AsMyself token={token} me={me} seen={seen.data} onJoined={onJoined} /> : <AsNew token={token} seen={seen.data} onJoined={onJoined} />}
    </AuthFrame>
  )
}

function AsNew({ token, seen, onJoined }: { token: string; seen: SeenInvitation; onJoined: (slug: string) => void }) {
  const { t } = useTranslation('account')
  const errorText = useErrorText()
  const weakness = useWeakness()
  const enter = useEnter()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [hasTried, setTried] = useState(false)
  const accept = useMutation({
    mutationFn: () => request<Me>('/api/auth/invitation/accept', { method: 'POST', body: { token, name: name.trim(), password } }),
    onSuccess: async (me) => {
      await enter(me)
      onJoined(seen.slug)
    },
  })
  const weak = weakness(accept.error)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim()) accept.mutate()
  }
  const isKnown = accept.error instanceof ApiError && accept.error.code === 'sign_in_first'
  const signIn = (
    <Button asChild variant={isKnown ? 'primary' : 'link'} size={isKnown ? 'lg' : 'inline'} className={isKnown ? '' : 'self-center'}>
      <Link to="/auth" search={{ next: '/auth/invitation' }} hash={token}>
        {t('invitation.have')}
      </Link>
    </Button>
  )
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-4">
      <Problem>{accept.error && !weak && errorText(accept.error)}</Problem>
      {isKnown ? (
        signIn
      ) : (
        <>
          <Field label={t('invitation.yourEmail')}>
            <Input type="email" readOnly autoComplete="username" value={seen.email} className="bg-sunken" />
          </Field>
          <Field label={t('invitation.name')} error={hasTried && !name.trim() ? t('profile.nameMissing') : undefined}>
            <Input autoComplete="name" autoFocus maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          </Field>
          <PasswordField label={t('invitation.password')} hint={t('password.hint', { count: 10 })} error={weak} autoComplete="new-password" value={password} onChange={(event) => setPassword(event.target.value)} />
          <Button type="submit" variant="primary" size="lg" isBusy={accept.isPending}>
            {t('invitation.accept')}
          </Button>
          {signIn}
        </>
      )}
    </form>
  )
}

function AsMyself({ token, me, seen, onJoined }: Required<Props> & { me: Me; seen: SeenInvitation }) {
  const { t } = useTranslation('account')
  const errorText = useErrorText()
  const client = useQueryClient()
  const signOut = useSignOut()
  const join = useMutation({
    mutationFn: () => request('/api/me/invitations', { method: 'POST', body: { token } }),
    onSuccess: async () => {
      await client.fetchQuery({ ...meQuery, staleTime: 0 })
      toast(t('invitation.joined', { business: seen.business }))
      onJoined(seen.slug)
    },
  })
  return (
    <div className="flex flex-col gap-4">
      <Problem>{join.error && errorText(join.error)}</Problem>
      <p className="text-sm text-ink-2">{t('invitation.signedInAs', { email: me.user.email })}</p>
      <Button variant="primary" size="lg" isBusy={join.isPending} onClick={() => join.mutate()}>
        {t('invitation.accept')}
      </Button>
      <Button variant="link" size="inline" className="self-center" onClick={() => signOut.mutate(undefined, { onSuccess: () => location.reload() })}>
        {t('invitation.signOut')}
      </Button>
    </div>
  )
}
