/** What a stranger who opens the archive reads first. */
export const README_TEXT = `BẰNG CHỨNG CỦA BÁO CÁO

Tệp này chứa mọi bản ghi phát mà các số liệu của báo cáo dựa vào, đủ để người ngoài tính lại mà không cần máy chủ.

Kiểm tra:  npm run verify -- FILE.zip   (trong mã nguồn của Cột Mốc, không cần máy chủ, không cần cơ sở dữ liệu)

Chương trình kiểm tra: tổng SHA-256 của từng tệp và từng dòng; chữ ký của máy chủ trên MANIFEST.json; chuỗi bản ghi của
từng thiết bị; chữ ký của thiết bị trên từng lô; thời điểm bắt đầu tính từ các mốc đồng hồ; các bảng B2 và B3 đếm lại từ bản
ghi gốc. Dòng nào bị sửa được gọi tên. Mã thoát: 0 đúng, 1 có chỗ sai, 2 không đọc được.

Người kiểm tra cần biết trước một điều từ nguồn khác: tên khóa gốc của hệ thống (in ở dòng đầu của kết quả).

EVIDENCE OF A REPORT

This archive holds every play record that the report's figures rest on, so that a stranger can count them again without
the server.

To verify:  npm run verify -- FILE.zip   (in the source of Cột Mốc; no server, no database)

It checks the SHA-256 of every file and every line; the server's signature on MANIFEST.json; the chain of each player's
records; the player's signature on each batch; each start computed from the clock anchors; tables B2 and B3 counted again
from the raw records. An altered line is named. Exit code: 0 fine, 1 something is wrong, 2 unreadable.

One thing must be known from elsewhere: the name of the system's root key (printed in the first line of the result).

FILES

report.json                  the report, canonical JSON (RFC 8785); figures are whole numbers in units of their last digit
parts.jsonl                  SHA-256 of each part of the report
roots.jsonl                  root documents, each signed; they name the server's key and those of the approvers
reference.jsonl              programmes and languages by which the tables are laid out
places.jsonl                 screens, clusters and sites in use in the period
players.jsonl                players with their public keys and the screens they served
players/N/anchors.jsonl      instants of the player's clock tied to UTC by contact with the server
players/N/heads.jsonl        what the player signed of each batch; holes in its log are told in it
players/N/records.jsonl      records in the order of the chain; "record" is what is hashed (its canonical bytes), and the
                             next record's prevSha256 is that hash; beside it what the server noted on arrival
editions.jsonl               edition versions that the records name: title, language, programmes, main programme first
airings.jsonl                what was approved, byte for byte, with the approvals; its SHA-256 is the record's airingSha256
MANIFEST.json                SHA-256, length and rows of each file
MANIFEST.sig.json            the server's signature over the bytes of MANIFEST.json (JWS, EdDSA, typ cotmoc-evidence)

Each line of a .jsonl file is {"row":R,"sum":S} where S is the SHA-256 of the line before's S (of the first: the file's
name), a line feed, and the text of R. The last row is {"end":N}: N rows stand before it.

Records and batch heads are signed by the players: nobody without a player's key can have written them. What the server
noted (arrival, start, places, programmes) is signed by the server.
`;
