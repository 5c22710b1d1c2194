#pragma once

namespace newswired::cli {

/// The whole program: parses the command line, runs one command, and returns its exit code
/// (commands.h). Help goes to stdout; what is wrong with the arguments goes to stderr, with a
/// remedy, and gives kExitUsage. Never throws.
int Main(int argc, char** argv);

}  // namespace newswired::cli
