import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Permission, Role } from '@/client/types'
import { useSession } from '@/lib/session'
import { Field } from '@/ui/field'
import { Input } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useCollection } from '../api'
import { useProblems } from '../problems'
import { isSame } from '../rules/permissions'
import { firstPermissions, newPassword, rolesToGive } from '../rules/team'
import type { Member } from '../wire'
import { AccessFields } from './access-fields'
import { FormDialog } from './form-dialog'

export type MemberValues = { name: string; email?: string; password?: string; role: Role; permissions: Permission[] | null }
type Props = { member: Member | null; offered: Permission[]; onClose: () => void; onAdded: (member: Member, password: string) => void }

/** A person joins or changes; what the signed-in person may not give is not offered. */
export function MemberDialog({ member, offered, onClose, onAdded }: Props) {
  const { t } = useTranslation('settings')
  const { tenant } = useSession()
  const { add, change } = useCollection<Member, MemberValues>('team')
  const problems = useProblems(add.error ?? change.error)
  const given = rolesToGive(tenant)
  const [hasTried, setTried] = useState(false)
  const [values, setValues] = useState({ name: member?.name ?? '', email: member?.email ?? '', role: member?.role ?? ('staff' as Role), permissions: member?.permissions ?? firstPermissions(tenant, offered) })
  const set = (changes: Partial<typeof values>) => setValues({ ...values, ...changes })
  const isEmailSound = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(values.email.trim())
  const roles = !member || given.includes(member.role) ? given : [] // agency people do not become owners here

  const save = () => {
    setTried(true)
    if (!values.name.trim() || (!member && !isEmailSound)) return
    const permissions = values.role === 'owner' ? null : values.permissions
    if (member) {
      change.mutate(
        { id: member.user_id, name: values.name.trim(), ...(values.role !== member.role && { role: values.role }), ...(permissions && !(values.role === member.role && isSame(permissions, member.permissions)) && { permissions }) },
        { onSuccess: () => (toast(t('form.saved')), onClose()) },
      )
      return
    }
    const password = newPassword()
    add.mutate({ name: values.name.trim(), email: values.email.trim(), password, role: values.role, permissions }, { onSuccess: (made) => onAdded(made, password) })
  }
  return (
    <FormDialog
      title={member ? t('form.editNamed', { name: member.name }) : t('team.add')}
      lead={member ? undefined : t('team.addLead')}
      submit={member ? undefined : t('team.add')}
      isBusy={add.isPending || change.isPending}
      problem={problems.text}
      onClose={onClose}
      onSubmit={save}
    >
      <Field label={t('team.name')} error={hasTried && !values.name.trim() ? t('problems.required') : problems.at('name')}>
        <Input maxLength={120} value={values.name} autoComplete="off" onChange={(event) => set({ name: event.target.value })} />
      </Field>
      {!member && (
        <Field label={t('team.email')} hint={t('team.emailHint')} error={hasTried && !isEmailSound ? t('team.emailInvalid') : problems.at('email')}>
          <Input type="email" maxLength={254} value={values.email} autoComplete="off" onChange={(event) => set({ email: event.target.value })} />
        </Field>
      )}
      <AccessFields chosen={values} offered={offered} roles={roles} problemAt={problems.at} onChange={set} />
    </FormDialog>
  )
}
