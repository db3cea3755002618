import type { Message } from "./catalogue.ts";

export const people = {
  "people.busy": {
    vi: "Đang có quá nhiều người đăng nhập cùng lúc. Hãy thử lại sau ít giây.",
    en: "Too many people are signing in at once. Try again in a few seconds.",
  },
  "people.wrong-login": {
    vi: "Tên đăng nhập hoặc mật khẩu không đúng.",
    en: "The login name or the password is wrong.",
  },
  "people.too-many-attempts": {
    vi: "Sai quá nhiều lần. Thử lại sau {minutes} phút.",
    en: "Too many wrong attempts. Try again in {minutes} min.",
  },
  "people.no-such-login": {
    vi: "Không có ai dùng tên đăng nhập {login}.",
    en: "Nobody has the login name {login}.",
  },
  "people.no-administrator": {
    vi: "{login} không phải người quản trị. Người quản trị cấp đường dẫn mới cho họ trong trang Người dùng.",
    en: "{login} is no administrator. An administrator gives them a new link on the page of people.",
  },
  "people.link-spent": {
    vi: "Đường dẫn này đã được dùng hoặc đã hết hạn. Hãy xin đường dẫn mới.",
    en: "This link has been used or has expired. Ask for a new one.",
  },
  "people.password-too-short": {
    vi: "Mật khẩu cần ít nhất {min} ký tự.",
    en: "The password needs at least {min} characters.",
  },
  "people.password-too-long": {
    vi: "Mật khẩu được dài nhất {max} ký tự.",
    en: "The password may have at most {max} characters.",
  },
  "people.password-is-login": {
    vi: "Mật khẩu không được trùng với tên đăng nhập.",
    en: "The password must not be the login name.",
  },
  "people.bad-login": {
    vi: "Tên đăng nhập gồm 2–40 chữ thường không dấu, chữ số, dấu chấm, gạch ngang hoặc gạch dưới, bắt đầu bằng chữ hoặc số.",
    en: "A login name has 2–40 lower-case letters without marks, digits, dots, hyphens or underscores, and begins with a letter or digit.",
  },
  "people.login-taken": {
    vi: "Tên đăng nhập “{login}” đã có người dùng.",
    en: "The login name “{login}” is taken.",
  },
  "people.first-run-done": {
    vi: "Hệ thống đã có quản trị viên.",
    en: "There is an administrator already.",
  },
  "people.second-person-done": {
    vi: "Chỉ quản trị viên đầu tiên thêm được người thứ hai, một lần, trước khi có nội dung được duyệt.",
    en: "Only the first administrator may add the second person, once, before anything has been approved.",
  },
  "people.last-administrator": {
    vi: "Đây là quản trị viên cuối cùng đang hoạt động. Hãy trao quyền quản trị cho một người khác trước.",
    en: "This is the last active administrator. Give another person that role first.",
  },
  "people.not-to-yourself": {
    vi: "Bạn không tự trao cho mình quyền duyệt, quyền biên tập cấp tỉnh hay cấp bộ được. Việc đó cần một quản trị viên khác.",
    en: "You cannot make yourself an approver or an editor of the province or the ministry. Another administrator must do it.",
  },
  "people.disabled": {
    vi: "Tài khoản này đang bị khóa. Hãy mở khóa trước.",
    en: "This account is disabled. Unlock it first.",
  },
  "people.not-disabled": {
    vi: "Tài khoản này không bị khóa.",
    en: "This account is not disabled.",
  },
} satisfies Record<string, Message>;
