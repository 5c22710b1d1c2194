# Writes OUT: a C++ file that holds the bytes of FILE as newswired::embedded::SYMBOL.
file(READ ${FILE} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
file(WRITE ${OUT} "#include <string_view>\n
namespace newswired::embedded {
extern const std::string_view ${SYMBOL};
namespace {
constexpr char kBytes[] = {\n${bytes}'\\0'};
}  // namespace
const std::string_view ${SYMBOL}{kBytes, sizeof kBytes - 1};
}  // namespace newswired::embedded\n")
